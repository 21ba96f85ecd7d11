using AdaptLab.Results.Statistics;

namespace AdaptLab.Results.Tests;

public class FiguresTests
{
    [Fact]
    public void Figures_read_as_in_print()
    {
        Assert.Equal("88.1 % [82.2–92.3]", Figures.Percent(new Interval(0.8812, 0.822, 0.9226)));
        Assert.Equal("+14.2", Figures.Points(0.142));
        Assert.Equal("−6.9", Figures.Points(-0.069));
        Assert.Equal("0.0", Figures.Points(-0.0001));
        Assert.Equal("6.9 points", Figures.Distance(-0.069));
        Assert.Equal("2,800", Figures.Count(2799.6));
        Assert.Equal("1 row", Figures.Count(1, "row"));
        Assert.Equal("1,160 rows", Figures.Count(1160, "row"));
        Assert.Equal("0.87", Figures.Share(0.871));
        Assert.Equal("123", Figures.Money(123.4));
        Assert.Equal("1.50", Figures.Money(1.5));
        Assert.Equal("0.012", Figures.Money(0.01234));
        Assert.Equal("0.000057", Figures.Money(0.0000567));
        Assert.Equal("0.00", Figures.Money(0));
        Assert.Equal("–", Figures.Share(null));
    }

    [Theory]
    [InlineData(0.0004, "p < 0.001")]
    [InlineData(0.0213, "p = 0.021")]
    [InlineData(0.04996, "p = 0.0500")]
    [InlineData(0.0497, "p = 0.0497")]
    [InlineData(0.0999, "p = 0.10")]
    [InlineData(0.314, "p = 0.31")]
    [InlineData(1, "p = 1")]
    public void P_values(double p, string text) => Assert.Equal(text, Figures.P(p));

    [Theory]
    [InlineData(0.42, "0.4 ms")]
    [InlineData(3.4, "3 ms")]
    [InlineData(14.4, "14 ms")]
    [InlineData(999.6, "1.0 s")]
    [InlineData(12_400, "12 s")]
    public void Latencies(double milliseconds, string text) => Assert.Equal(text, Figures.Latency(milliseconds));

    [Theory]
    [InlineData(0, "–")]
    [InlineData(0.0004, "1 ms")]
    [InlineData(0.6, "0.6 s")]
    [InlineData(31.2, "31 s")]
    [InlineData(118, "118 s")]
    [InlineData(840, "14 min")]
    [InlineData(9000, "2.5 h")]
    public void Durations(double seconds, string text) => Assert.Equal(text, Figures.Duration(seconds));

    [Fact]
    public void Sizes()
    {
        Assert.Equal("412 MB", Figures.Bytes(412_000_000));
        Assert.Equal("1.3 GB", Figures.Bytes(1_310_000_000));
        Assert.Equal("10.1 M", Figures.Parameters(10_100_000));
        Assert.Equal("260 k", Figures.Parameters(260_032));
        Assert.Equal("–", Figures.Bytes(0));
    }

    [Fact]
    public void The_mark_of_an_earlier_latency_stands_in_a_table_as_it_is() =>
        Assert.Equal("5 ms" + SummaryTable.EarlierMark, Markdown.MarkdownText.Inline("5 ms" + SummaryTable.EarlierMark));
}
