using AdaptLab.Cli.Terminal;
using AdaptLab.Results;
using AdaptLab.Results.Curves;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AdaptLab.Cli.Rendering;

/// <summary>Learning curves, a line each: with their intervals where there is room for them.</summary>
internal static class CurveLines
{
    private const int Indent = 2, Gap = 2;

    public static IRenderable Of(Comparison comparison, Screen screen)
    {
        var curves = CurveTable.Of(comparison);
        if (screen.Traits.Width is { } width && Width(curves) > width)
            curves = CurveTable.Of(comparison, withIntervals: false);
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        for (var i = 0; i < curves.Columns.Length; i++)
        {
            table.AddColumn(new TableColumn(Cell(curves.Columns[i].Header, Tones.Quiet))
            {
                NoWrap = curves.Columns[i].IsNumeric,
                Alignment = curves.Columns[i].IsNumeric ? Justify.Right : Justify.Left,
                Padding = new Padding(0, 0, i < curves.Columns.Length - 1 ? Gap : 0, 0),
            });
        }

        foreach (var row in curves.Rows)
            table.Rows.Add(row.Select(cell => Cell(cell, Tones.Plain)));
        return new Padder(table, new Padding(Indent, 0, 0, 0));

        Text Cell(string text, Style style) => new(SafeText.OneLine(text), screen.Traits.HasColor ? style : Style.Plain);
    }

    private static int Width(SummaryTable table) => Indent + (Gap * (table.Columns.Length - 1)) + Enumerable.Range(0, table.Columns.Length)
        .Sum(column => table.Rows.Select(row => row[column].GetCellWidth()).Append(table.Columns[column].Header.GetCellWidth()).Max());
}
