using AdaptLab.Editing.Formatting;
using AdaptLab.Language.Formatting;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing.Tests.Change;

public sealed class FormattingTests
{
    private const string Untidy = "task   t :classify{\n labels:{ a:\"x\",\n   long: \"y\" , // why\n }\n}\n\n\n\nexamples e{ \"x\"=>a\n  \"longer\"=>b }\neval {folds:2}";

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Changes_of_the_whole_file_are_what_the_formatter_does(string lineEnd)
    {
        var text = Untidy.ReplaceLineEndings(lineEnd);
        var changes = RangeFormatting.Of(Edited.Of(text));
        Assert.Equal(Formatter.Format(SyntaxTree.Parse(text)), TextChanges.Apply(text, changes));
        Assert.True(changes.Length > 5);
        Assert.Empty(RangeFormatting.Of(Edited.Of(TextChanges.Apply(text, changes))));
    }

    [Fact]
    public void Of_a_range_only_its_lines_change()
    {
        var edited = Edited.Spec("task   t :classify\nexamples  e{ \"x\"=>a,  \"y\" =>b }\neval   {folds[|:2|]}\nstrategy    lora\n");
        Assert.Equal("task   t :classify\nexamples  e{ \"x\"=>a,  \"y\" =>b }\neval { folds: 2 }\nstrategy    lora\n", TextChanges.Apply(edited.Text, RangeFormatting.Of(edited.Snapshot, edited.Range)));
    }

    [Fact]
    public void A_text_with_syntax_errors_is_left_alone() => Assert.Empty(RangeFormatting.Of(Edited.Of("task   t :classify {\n")));

    [Theory]
    // The line that was left is laid out; the new one is indented by the brackets open there.
    [InlineData("strategy   lora\n$0", "strategy lora\n")]
    [InlineData("eval   {\n$0\n}\n", "eval {\n  \n}\n")]
    [InlineData("eval {\n      $0\n}\n", "eval {\n  \n}\n")]
    [InlineData("eval {\n  folds:2\n$0}\n", "eval {\n  folds: 2\n}\n")]
    // Not closed yet: no layout, but indentation.
    [InlineData("task t: classify {\n  labels: {\n$0", "task t: classify {\n  labels: {\n    ")]
    [InlineData("strategy lora { rank: 8\n$0", "strategy lora { rank: 8\n  ")]
    // Within strings and comments nothing is touched.
    [InlineData("task t: classify { instruction: \"\"\"\n $0\n   x\n   \"\"\" }\n", "task t: classify { instruction: \"\"\"\n \n   x\n   \"\"\" }\n")]
    [InlineData("/*\n$0\n*/\n", "/*\n\n*/\n")]
    public void A_new_line_lays_out_the_one_before(string marked, string after)
    {
        var edited = Edited.Spec(marked);
        Assert.Equal(after, TextChanges.Apply(edited.Text, TypingFormatting.At(edited.Snapshot, edited.Offset, '\n')));
    }

    [Theory]
    [InlineData("strategy   a\neval {\nfolds:2\n  }$0\nstrategy   b\n", "strategy   a\neval {\n  folds: 2\n}\nstrategy   b\n")]
    [InlineData("strategy   lora{rank:8}$0\n", "strategy lora { rank: 8 }\n")]
    [InlineData("task t: classify {\n  labels: {\n    a: \"x\"\n      }$0\n", "task t: classify {\n  labels: {\n    a: \"x\"\n  }\n")]
    [InlineData("task t: classify { instruction: \"a }$0 b\" }\n", "task t: classify { instruction: \"a } b\" }\n")]
    public void A_closing_brace_lays_out_what_it_closes(string marked, string after)
    {
        var edited = Edited.Spec(marked);
        Assert.Equal(after, TextChanges.Apply(edited.Text, TypingFormatting.At(edited.Snapshot, edited.Offset, '}')));
    }

    [Fact]
    public void Other_characters_change_nothing() => Assert.Empty(TypingFormatting.At(Edited.Of(Untidy), 5, 'x'));
}
