using AdaptLab.Cli.Terminal;

namespace AdaptLab.Cli.Tests.Terminal;

public class StreamTraitsTests
{
    private static readonly Dictionary<string, string> None = [];

    [Fact]
    public void A_terminal_has_colours_redraws_and_its_windows_width() =>
        Assert.Equal(new StreamTraits(true, true, true, 120), Of(None, windowWidth: 120));

    [Fact]
    public void Without_a_terminal_there_are_neither_colours_nor_a_width() =>
        Assert.Equal(new StreamTraits(false, false, false, null), Of(None, isRedirected: true));

    [Fact]
    public void A_dumb_terminal_gets_plain_lines() =>
        Assert.Equal(new StreamTraits(true, false, false, 100), Of(new() { ["TERM"] = "dumb" }));

    [Fact]
    public void No_color_takes_the_colours_and_leaves_the_live_display()
    {
        Assert.Equal(new StreamTraits(true, false, true, 100), Of(new() { ["NO_COLOR"] = "1" }));
        Assert.Equal(new StreamTraits(true, false, true, 100), Of(None, noColor: true));
        Assert.True(Of(new() { ["NO_COLOR"] = "" }).HasColor);
    }

    [Theory]
    [InlineData("true", false)]
    [InlineData("1", false)]
    [InlineData("false", true)]
    [InlineData("", true)]
    public void A_build_server_gets_lines_that_stay(string ci, bool canRedraw) =>
        Assert.Equal(canRedraw, Of(new() { ["CI"] = ci }).CanRedraw);

    [Theory]
    [InlineData("72", 72)]
    [InlineData("5", 40)]
    [InlineData("wide", null)]
    public void COLUMNS_sets_the_width_of_a_captured_output(string columns, int? width) =>
        Assert.Equal(width, Of(new() { ["COLUMNS"] = columns }, isRedirected: true).Width);

    [Fact]
    public void A_terminal_that_does_not_tell_its_width_has_80_cells() =>
        Assert.Equal(80, Of(None, windowWidth: 0).Width);

    private static StreamTraits Of(Dictionary<string, string> variables, bool isRedirected = false, bool noColor = false, int windowWidth = 100) =>
        StreamTraits.Of(isRedirected, noColor, name => variables.GetValueOrDefault(name), windowWidth);
}
