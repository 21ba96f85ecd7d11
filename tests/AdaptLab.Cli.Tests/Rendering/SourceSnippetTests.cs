using AdaptLab.Cli.Rendering;
using Spectre.Console;

namespace AdaptLab.Cli.Tests.Rendering;

public class SourceSnippetTests
{
    [Theory]
    [InlineData("strategy lroa { rank: 8 }", 9, 4, "strategy lroa { rank: 8 }", "         ^^^^")]
    [InlineData("\trank: 0", 7, 1, "    rank: 0", "          ^")]
    [InlineData("漢字 => lroa", 6, 4, "漢字 => lroa", "        ^^^^")]
    [InlineData("ends", 4, 0, "ends", "    ^")]
    [InlineData("", 0, 0, "", "^")]
    public void Carets_stand_below_what_is_meant(string line, int start, int length, string text, string underline) =>
        Assert.Equal(new SourceSnippet(text, underline), SourceSnippet.Of(line, start, length, 80));

    [Theory]
    [InlineData(0, 5)]
    [InlineData(100, 5)]
    [InlineData(250, 40)]
    [InlineData(10, 250)]
    [InlineData(269, 1)]
    public void A_long_line_is_cut_around_what_is_meant(int start, int length)
    {
        var line = string.Concat(Enumerable.Range(0, 30).Select(i => $"{i:D2}_word_漢"));
        var snippet = SourceSnippet.Of(line, start, length, 60);
        Assert.InRange(snippet.Text.GetCellWidth(), 1, 60);
        Assert.InRange(snippet.Underline.GetCellWidth(), 1, 60);
        Assert.Contains("…", snippet.Text);
        // The first caret stands below the first character meant, unless all of that is cut away.
        var cells = snippet.Underline.IndexOf('^');
        var before = new System.Text.StringBuilder();
        foreach (var rune in snippet.Text.EnumerateRunes())
        {
            if (before.ToString().GetCellWidth() >= cells)
                break;
            before.Append(rune.ToString());
        }

        Assert.StartsWith(line.Substring(start, 1), snippet.Text[before.Length..]);
    }

    [Fact]
    public void Of_what_follows_a_little_is_shown()
    {
        var line = string.Concat(Enumerable.Repeat("word ", 40)) + "label and more";
        var snippet = SourceSnippet.Of(line, 200, 1, 60);
        Assert.EndsWith("word label and more", snippet.Text);
        Assert.Equal(snippet.Text.IndexOf("label", StringComparison.Ordinal), snippet.Underline.IndexOf('^'));
    }
}
