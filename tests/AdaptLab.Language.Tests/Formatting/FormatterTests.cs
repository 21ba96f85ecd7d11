using AdaptLab.Language.Formatting;
using AdaptLab.Language.Syntax;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace AdaptLab.Language.Tests.Formatting;

public sealed class FormatterTests
{
    [Theory]
    [MemberData(nameof(Repository.SampleNames), MemberType = typeof(Repository))]
    public void Samples_are_formatted(string name) => Assert.Equal(Repository.Sample(name), Format(Repository.Sample(name)));

    [Theory]
    [MemberData(nameof(Repository.SampleNames), MemberType = typeof(Repository))]
    public void Line_ends_and_byte_order_mark_are_kept(string name)
    {
        var text = "\uFEFF" + Repository.Sample(name).ReplaceLineEndings("\r\n");
        Assert.Equal(text, Format(text));
    }

    [Property(MaxTest = 1000)]
    public Property Formatting_twice_is_formatting_once() => Prop.ForAll(Texts.Mutant(), Holds);

    [Property(MaxTest = 1000)]
    public Property Formatting_loses_nothing_of_any_text() => Prop.ForAll(Texts.Soup(), Holds);

    [Theory]
    [InlineData("strategy   lora{rank:8,alpha : 16}", "strategy lora { rank: 8, alpha: 16 }\n")]
    [InlineData("strategy lora {\n\n\nrank: 8,\n\n\n\n  alpha: 16,\n\n}", "strategy lora {\n  rank: 8\n\n  alpha: 16\n}\n")]
    [InlineData("strategy head\n\n\n\nstrategy scratch\n\n", "strategy head\n\nstrategy scratch\n")]
    [InlineData("strategy head strategy-free\n{ }", "strategy head strategy-free {}\n")]
    [InlineData("eval from \"a.csv\"\n{ text: t }", "eval from \"a.csv\" { text: t }\n")]
    [InlineData("model a=embedded( \"nano\" )", "model a = embedded(\"nano\")\n")]
    [InlineData("compare{train:[a+b,\nc],require:best . accuracy>=80%}", "compare {\n  train: [\n    a + b\n    c\n  ]\n  require: best.accuracy >= 80%\n}\n")]
    [InlineData("compare{train:[a+b,\nc]\nrequire:best.accuracy>=80%}", "compare {\n  train: [\n    a + b\n    c\n  ]\n  require: best.accuracy >= 80%\n}\n")]
    [InlineData("examples a { \"x\" => y, \"long\" => z }", "examples a {\n  \"x\"    => y\n  \"long\" => z\n}\n")]
    [InlineData("examples a {\n\"x\" => y // why\n// next\n\"longer\" => z\n  // last\n}", "examples a {\n  \"x\" => y // why\n  // next\n  \"longer\" => z\n  // last\n}\n")]
    [InlineData("task t: classify { labels: {\na: \"1\"\n\"b c\": \"2\" } }", "task t: classify {\n  labels: {\n    a:     \"1\"\n    \"b c\": \"2\"\n  }\n}\n")]
    [InlineData("strategy lora { rank: 8, /* why */ alpha: 16 } // done", "strategy lora { rank: 8, /* why */ alpha: 16 } // done\n")]
    [InlineData("strategy lora { // first\n rank: 8 }", "strategy lora { // first\n  rank: 8\n}\n")]
    [InlineData("\n\n// only a comment   ", "// only a comment\n")]
    [InlineData("", "")]
    [InlineData("strategy prompt { shots: 8 }\nstrategy rag { retrieve: 4 }\n\nstrategy lora { rank: 8 }", "strategy prompt { shots: 8 }\nstrategy rag    { retrieve: 4 }\n\nstrategy lora { rank: 8 }\n")]
    public void Text_is_laid_out(string text, string expected) => Assert.Equal(expected, Format(text));

    [Fact]
    public void A_text_with_a_syntax_error_is_left_alone() => Assert.Equal("strategy   lora { rank 8 }", Format("strategy   lora { rank 8 }"));

    [Fact]
    public void A_very_long_row_does_not_push_the_others_to_the_right()
    {
        var text = $"examples a {{\n  \"x\" => y\n  \"{new string('z', 100)}\" => y\n  \"xyz\" => y\n}}\n";
        Assert.Contains("  \"x\"   => y\n", Format(text));
    }

    [Fact]
    public void The_edit_changes_only_what_must_be_changed()
    {
        const string Text = "strategy head\nstrategy lora {rank: 8 }\nstrategy scratch\n";
        var edit = Assert.Single(Formatter.Edits(SyntaxTree.Parse(Text)));
        Assert.Equal(" ", edit.NewText);
        Assert.Equal(0, edit.Span.Length);
        Assert.Empty(Formatter.Edits(SyntaxTree.Parse("strategy head\n")));
    }

    private static void Holds(string text)
    {
        var once = Format(text);
        Assert.Equal(once, Format(once));
        var (before, after) = (SyntaxTree.Parse(text), SyntaxTree.Parse(once));
        Assert.Equal(Content(before), Content(after));
        Assert.Equal(Comments(before), Comments(after));
        Assert.Equal(before.Diagnostics.IsEmpty, after.Diagnostics.IsEmpty);
    }

    private static IEnumerable<string> Content(SyntaxTree tree) =>
        tree.Tokens.Where(t => t.Kind != TokenKind.Comma).Select(t => t.Text);

    private static IEnumerable<string> Comments(SyntaxTree tree) =>
        tree.Tokens.SelectMany(t => t.LeadingTrivia.Concat(t.TrailingTrivia)).Where(t => t.IsComment)
            .Select(t => tree.Text.Substring(t.Span.Start, t.Span.Length).TrimEnd());

    private static string Format(string text) => Formatter.Format(SyntaxTree.Parse(text));
}
