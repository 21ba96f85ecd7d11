using AdaptLab.Cli.Terminal;

namespace AdaptLab.Cli.Tests.Terminal;

public class SafeTextTests
{
    [Theory]
    [InlineData("plain – text 漢字", "plain – text 漢字")]
    [InlineData("\e[31mred\e[0m", "·[31mred·[0m")]
    [InlineData("two\r\nlines", "two··lines")]
    [InlineData("a\tb", "a    b")]
    [InlineData("title\u0007\u009b2J", "title··2J")]
    [InlineData("abc\u202Edcb", "abc·dcb")]
    public void Nothing_that_steers_a_terminal_gets_through(string text, string safe) =>
        Assert.Equal(safe, SafeText.OneLine(text));

    [Fact]
    public void Half_a_surrogate_pair_is_replaced() =>
        Assert.Equal("a\uFFFDb", SafeText.OneLine("a\uD800b"));
}
