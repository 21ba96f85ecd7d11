using AdaptLab.Cli.Rendering;
using AdaptLab.Results;
using AdaptLab.Results.Tests;
using Spectre.Console;

namespace AdaptLab.Cli.Tests.Rendering;

public class ResultTableTests
{
    private static readonly Comparison Plain = Comparison.Of(SyntheticRun.Of(
        60,
        3,
        new Wanted("prompt", 0.6, 12) { Tokens = 310 },
        new Wanted("lora", 0.82, 3.2) { Tokens = 38, Preparation = 31 },
        new Wanted("lora", 0.72, 3.2) { Tokens = 38, Preparation = 118, TrainingSet = "contractors", Examples = 240 },
        new Wanted("rag", 0.7, 14) { TrainingSet = "contractors", Examples = 240, Failure = "The index could not be opened, which is a long story." }));

    private static readonly Comparison LongNames = Comparison.Of(SyntheticRun.Of(
        60,
        2,
        new Wanted("lora wide rank 16", 0.8, 3.2) { TrainingSet = "expert + contractors", Examples = 261, Preparation = 118 },
        new Wanted("prompt", 0.6, 1200) { TrainingSet = "expert + contractors", Examples = 261 }));

    public static TheoryData<int> Widths => [.. Enumerable.Range(40, 101)];

    [Theory]
    [MemberData(nameof(Widths))]
    public void No_line_is_wider_than_the_terminal_and_no_figure_is_broken(int width)
    {
        foreach (var comparison in (Comparison[])[Plain, LongNames])
        {
            var (screen, console) = Screens.Of(width);
            var table = ResultTable.Of(comparison, width);
            screen.Write(table.Render(comparison, screen));
            Assert.All(console.Lines, line => Assert.InRange(line.TrimEnd().GetCellWidth(), 0, width));
            foreach (var row in table.Rows)
                for (var column = 0; column < row.Length; column++)
                    if (table.Columns[column].IsNumeric || column == row.Length - 1)
                        Assert.Contains(row[column], console.Output);
        }
    }

    [Fact]
    public void Without_a_limit_every_column_is_there()
    {
        var table = ResultTable.Of(Plain, null);
        Assert.Equal(["strategy", "trained on", "accuracy (95 %)", "seeds ±", "macro-F1", "p50", "p95", "preparation", "tokens", "verdict"], table.Columns.Select(c => c.Header));
        Assert.Empty(table.LeftOut);
    }

    [Fact]
    public void At_80_cells_the_interval_and_the_p95_are_still_there()
    {
        var table = ResultTable.Of(Plain, 80);
        Assert.Equal(["strategy", "trained on", "accuracy (95 %)", "p95", "verdict"], table.Columns.Select(c => c.Header));
        Assert.Equal(["macro-F1", "p50", "tokens", "seeds ±", "preparation"], table.LeftOut.ToArray());
        Assert.Contains('[', table.Rows[0][2]);
    }

    [Fact]
    public void Where_macro_F1_is_what_counts_the_accuracy_goes_first()
    {
        var comparison = Comparison.Of(SyntheticRun.Of(60, 3, new Wanted("prompt", 0.6, 12), new Wanted("lora", 0.82, 3.2)) with { Metric = "macro-f1" });
        var headers = ResultTable.Of(comparison, 80).Columns.Select(column => column.Header).ToArray();
        Assert.Contains("macro-F1", headers);
        Assert.DoesNotContain("accuracy (95 %)", headers);
    }

    [Fact]
    public void Columns_stand_under_each_other_and_lines_end_with_text()
    {
        var (screen, console) = Screens.Of(null);
        screen.Write(ResultTable.Of(Plain, null).Render(Plain, screen));
        var lines = console.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(5, lines.Length);
        Assert.All(lines, line => Assert.Equal(line.TrimEnd(), line));
        Assert.All(lines, line => Assert.StartsWith("  ", line));
        var verdict = lines[0].IndexOf("verdict", StringComparison.Ordinal);
        Assert.All(lines[1..], line => Assert.Equal("  ", line[(verdict - 2)..verdict]));
        Assert.Equal("best", lines[1][verdict..]);
        Assert.Equal("failed", lines[4][verdict..]);
    }
}
