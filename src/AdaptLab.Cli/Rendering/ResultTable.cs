using System.Collections.Immutable;
using AdaptLab.Cli.Terminal;
using AdaptLab.Results;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AdaptLab.Cli.Rendering;

/// <summary>The summary table, fitted to a width: columns are left out or shortened, and no figure is ever broken.</summary>
/// <param name="LeftOut">The headers of the columns that found no room.</param>
internal sealed record ResultTable(ImmutableArray<SummaryColumn> Columns, ImmutableArray<ImmutableArray<string>> Rows, ImmutableArray<string> LeftOut)
{
    private const int Indent = 2;
    private const int Gap = 2;

    /// <param name="width">In cells; null for as wide as it takes.</param>
    public static ResultTable Of(Comparison comparison, int? width)
    {
        var summary = SummaryTable.Of(comparison);
        // Reasons are sentences: they stand below the table.
        var rows = summary.Rows.Select((row, index) => index < comparison.Ranked.Length ? row : row.SetItem(row.Length - 1, "failed"));
        var table = new ResultTable(summary.Columns, [.. rows], []);
        foreach (var narrower in Narrower(comparison))
        {
            if (width is null || table.Width <= width)
                break;
            table = narrower(table);
        }

        return table;
    }

    public IRenderable Render(Comparison comparison, Screen screen)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        for (var i = 0; i < Columns.Length; i++)
        {
            table.AddColumn(new TableColumn(Cell(Columns[i].Header, Tones.Quiet))
            {
                NoWrap = Columns[i].IsNumeric || i == Columns.Length - 1,
                Alignment = Columns[i].IsNumeric ? Justify.Right : Justify.Left,
                Padding = new Padding(0, 0, i < Columns.Length - 1 ? Gap : 0, 0),
            });
        }

        for (var row = 0; row < Rows.Length; row++)
        {
            var style = row == 0 && comparison.Best is not null ? Tones.Strong : row >= comparison.Ranked.Length ? Tones.Quiet : Tones.Plain;
            table.Rows.Add(Rows[row].Select(cell => Cell(cell, style)));
        }

        return new Padder(table, new Padding(Indent, 0, 0, 0));

        Text Cell(string text, Style style) => new(SafeText.OneLine(text), screen.Traits.HasColor ? style : Style.Plain);
    }

    private int Width => Indent + (Gap * (Columns.Length - 1)) + Enumerable.Range(0, Columns.Length)
        .Sum(column => Rows.Select(row => row[column].GetCellWidth()).Append(Columns[column].Header.GetCellWidth()).Max());

    /// <summary>What is given up, the least needed first. The strategy, its score and the verdict always stay.</summary>
    private static IEnumerable<Func<ResultTable, ResultTable>> Narrower(Comparison comparison)
    {
        var score = SummaryTable.MainHeader(comparison);
        var oneSet = comparison.Record.Candidates.Select(run => run.TrainingSet).Distinct().Count() == 1;
        return
        [
            .. SummaryTable.OtherHeaders(comparison).Select(other => (Func<ResultTable, ResultTable>)(table => table.Without(other))),
            table => table.Without("p50"),
            table => table.Without("tokens"),
            table => table.Without("seeds ±"),
            table => table.Without("preparation"),
            table => table.Shortened("trained on", "trained on", cell => cell[..cell.LastIndexOf(" (", StringComparison.Ordinal)]),
            table => oneSet ? table.Without("trained on") : table,
            table => table.Shortened(score, score.Split(" (")[0], cell => cell.Split(" [")[0]),
            table => table.Without("p95"),
            table => table.Without(SummaryTable.ModelHeader),
        ];
    }

    private ResultTable Without(string header) =>
        IndexOf(header) is var index and >= 0
            ? new ResultTable(Columns.RemoveAt(index), [.. Rows.Select(row => row.RemoveAt(index))], LeftOut.Add(header.Split(" (")[0]))
            : this;

    private ResultTable Shortened(string header, string newHeader, Func<string, string> shorten) =>
        IndexOf(header) is var index and >= 0
            ? this with
            {
                Columns = Columns.SetItem(index, Columns[index] with { Header = newHeader }),
                Rows = [.. Rows.Select(row => row.SetItem(index, shorten(row[index])))],
            }
            : this;

    private int IndexOf(string header) => Columns.IndexOf(Columns.FirstOrDefault(column => column.Header == header)!);
}
