using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Tests.Syntax;

public sealed class LexerTests
{
    [Theory]
    [InlineData("8", TokenKind.Number, 8.0)]
    [InlineData("-0.5", TokenKind.Number, -0.5)]
    [InlineData("1e-4", TokenKind.Number, 1e-4)]
    [InlineData("80%", TokenKind.Percent, 0.8)]
    [InlineData("12.5%", TokenKind.Percent, 0.125)]
    [InlineData("50ms", TokenKind.Duration, 50.0)]
    [InlineData("1.5s", TokenKind.Duration, 1500.0)]
    [InlineData("macro-f1", TokenKind.Name, "macro-f1")]
    [InlineData("3rd-party", TokenKind.Name, "3rd-party")]
    [InlineData("größe_2", TokenKind.Name, "größe_2")]
    [InlineData("कानून", TokenKind.Name, "कानून")]
    [InlineData("\"a\\\"b\\\\c\\/d\\n\\t\\u00e9\"", TokenKind.String, "a\"b\\c/d\n\té")]
    [InlineData("\"\\ud83d\\ude00\"", TokenKind.String, "😀")]
    [InlineData("\"\"", TokenKind.String, "")]
    [InlineData("\"\"\"say \"yes\" \\n\"\"\"", TokenKind.RawString, "say \"yes\" \\n")]
    [InlineData("\"\"\"\"three \"\"\" quotes\"\"\"\"", TokenKind.RawString, "three \"\"\" quotes")]
    public void Tokens_have_their_values(string text, TokenKind kind, object value)
    {
        var tree = SyntaxTree.Parse(text);
        Assert.Equal(kind, tree.Tokens[0].Kind);
        Assert.Equal(value, tree.Tokens[0].Value);
        Assert.Equal(2, tree.Tokens.Length);
        Assert.DoesNotContain(tree.Diagnostics, d => d.Code is not "ADAPT1001");
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_raw_string_loses_the_indentation_of_its_closing_quotes(string lineEnd)
    {
        var text = "x: \"\"\"\n    one\n      two\n\n    three\n    \"\"\"".ReplaceLineEndings(lineEnd);
        Assert.Equal("one\n  two\n\nthree", SyntaxTree.Parse(text).Tokens[2].Value);
    }

    [Theory]
    [InlineData("task t: classify { instruction: [|\"open|]\n}", "ADAPT1004")]
    [InlineData("task t: classify { instruction: [|\"\"\"|]\nopen\n}", "ADAPT1004")]
    [InlineData("task t: classify { instruction: \"a[|\\q|]b\" }", "ADAPT1005")]
    [InlineData("task t: classify { instruction: \"a[|\\ud83d|]b\" }", "ADAPT1005")]
    [InlineData("task t: classify { instruction: \"\"\"\n    a\n  b\n   [|\"\"\"|] }", "ADAPT1006")]
    [InlineData("task t: classify { instruction: \"\"\"\n  a[|\"\"\"|] }", "ADAPT1006")]
    [InlineData("[|/*|] open", "ADAPT1007")]
    [InlineData("strategy lora { alpha: [|1.5kg|] }", "ADAPT1008")]
    [InlineData("strategy lora { alpha: [|1e999|] }", "ADAPT1008")]
    [InlineData("task t: classify { instruction: [|'Name it.'|] }", "ADAPT1009")]
    [InlineData("task t: classify { instruction: [|“Name it.”|] }", "ADAPT1009")]
    [InlineData("strategy head [|#%&|]\n", "ADAPT1003")]
    public void What_cannot_be_read_is_reported_where_it_stands(string marked, string code)
    {
        var expected = Marked.Parse(marked);
        var diagnostic = Assert.Single(SyntaxTree.Parse(expected.Text).Diagnostics);
        Assert.Equal((code, expected.Spans[0]), (diagnostic.Code, diagnostic.Span));
    }

    [Fact]
    public void A_binary_file_gets_one_diagnostic()
    {
        var diagnostic = Assert.Single(Compilation.Parse("\u007fELF\0\0\u0001{{{[[\"").Diagnostics);
        Assert.Equal("ADAPT1002", diagnostic.Code);
    }

    [Fact]
    public void A_thousand_mistakes_do_not_make_a_thousand_diagnostics()
    {
        var diagnostics = SyntaxTree.Parse(string.Concat(Enumerable.Repeat("strategy lora { rank 8 }\n", 1000))).Diagnostics;
        Assert.Equal(101, diagnostics.Length);
        Assert.Contains("900 more", diagnostics[^1].Message);
    }
}
