using System.Text;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Tests.Syntax;

/// <summary>A text that follows another one is read with its help, and must come out as if it had been read alone.</summary>
public sealed class LaterTextTests
{
    private const string Rows = "task t: classify { labels: [a, b] }\n\nexamples e {\n  \"one\" => a\n  // on the boundary\n  \"two\" => \"b\"   // sure\n\n  \"three\" => b\r\n}\n\neval {\n  \"four\" => a\n}\n";

    private static readonly string[] Typed =
    [
        "a", " ", "\n", "\r\n", "\r", "\t", "{", "}", "\"", ":", "=>", ",", "//", "/*", "*/", "\"\"\"", "\\", "-", "->", ".", "+", "1", "é", "\uFEFF",
        "  \"text\" => a\n", "  \"text\" => \"b\" // c\n", "labels: { a: \"b\" }", "\nexamples x {\n", "\n}\n",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_text_after_any_edits_is_read_as_if_it_were_the_first(int seed)
    {
        var random = new Random(seed);
        foreach (var first in Repository.Samples.Select(sample => sample.Text).Append(Rows))
        {
            var (text, tree) = (first, SyntaxTree.Parse(first));
            for (var edit = 0; edit < 150; edit++)
            {
                var start = random.Next(text.Length + 1);
                var length = random.Next(4) == 0 ? Math.Min(text.Length - start, random.Next(40)) : 0;
                text = text[..start] + (length > 0 && random.Next(2) == 0 ? "" : Typed[random.Next(Typed.Length)]) + text[(start + length)..];
                tree = SyntaxTree.Parse(text, tree);
                Assert.Equal(Written(SyntaxTree.Parse(text)), Written(tree));
            }
        }
    }

    [Fact]
    public void Rows_that_have_not_changed_are_not_read_again()
    {
        var before = Compilation.Parse(Rows);
        var rowsBefore = before.Tree.PlainRows;
        var after = before.WithText(Rows.Replace("\"two\"", "\"2\"", StringComparison.Ordinal));
        var rows = after.Tree.PlainRows;
        Assert.Equal(["one", "2", "three", "four"], rows.Select(row => row.TextValue));
        Assert.Equal([true, false, true, true], rows.Zip(rowsBefore, (row, earlier) => ReferenceEquals(row.Plain, earlier.Plain)));
        Assert.Equal(["a", "b", "b", "a"], after.Spec.Examples[0].Rows.Concat(after.Spec.Eval.Rows).Select(row => row.Answer));
    }

    [Fact]
    public void The_parts_of_a_text_are_all_of_it_and_plain_rows_are_whole()
    {
        var tree = SyntaxTree.Parse(Rows);
        var parts = tree.PartsFrom(0).ToList();
        Assert.Equal(["\"one\" => a", "\"three\" => b", "\"four\" => a"], parts.OfType<RowSyntax>().Select(row => Rows.Substring(row.Span.Start, row.Span.Length)));
        Assert.Equal(tree.Tokens.Select(t => t.FullSpan), parts.SelectMany(part => part is RowSyntax row ? row.Tokens() : [(SyntaxToken)part]).Select(t => t.FullSpan));
    }

    /// <summary>Counted in bytes, which no busy machine changes: what is left behind at every key is what a long spec costs.</summary>
    [Fact]
    public void A_key_in_ten_thousand_rows_makes_little_of_each()
    {
        var text = Rows.Replace("  \"one\" => a\n", string.Concat(Enumerable.Range(0, 10_000).Select(row => $"  \"Row number {row} of the agreement says this.\" => a\n")), StringComparison.Ordinal);
        var compilation = Compilation.Parse(text);
        Read(compilation);
        var changed = text.Replace("number 5000", "number 5OOO", StringComparison.Ordinal);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(compilation.WithText(changed));
        // A place in the tree, a row of the meaning, a reference to its label. The tokens of a row alone would be more.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 10_000, 0, 350);

        static void Read(Compilation compilation) => Assert.Empty(compilation.Diagnostics.Where(d => d.IsError));
    }

    [Theory]
    [InlineData("\"x\" => a", true)]
    [InlineData("  // c\n\n\t\"x\"=>\"a b\" // c", true)]
    [InlineData("\"x\" => a,", false)]
    [InlineData("\"x\" => a b", false)]
    [InlineData("\"\" => a", false)]
    [InlineData("\"x\\n\" => a", false)]
    [InlineData("\"x\" -> a", false)]
    [InlineData("\"x\" => 1", false)]
    [InlineData("\"x\" => a->", false)]
    [InlineData("\"x\" => é", false)]
    [InlineData("\"x\" =>", false)]
    [InlineData("\"x\"\n=> a", false)]
    [InlineData("\"x\" => { f: \"a\" }", false)]
    [InlineData("/* c */ \"x\" => a", false)]
    public void Only_a_row_of_the_usual_form_is_plain(string row, bool isPlain) =>
        Assert.Equal(isPlain ? 1 : 0, SyntaxTree.Parse($"eval {{\n{row}\n}}\n").PlainRows.Length);

    [Fact]
    public void A_plain_row_says_of_itself_what_its_parts_say()
    {
        foreach (var row in SyntaxTree.Parse(Rows).PlainRows)
        {
            var (span, full, text, answer) = (row.Span, row.FullSpan, row.TextSpan, row.AnswerSpan);
            Assert.Equal(span, TextSpan.FromBounds(row.Children[0].Span.Start, row.Children[^1].Span.End));
            Assert.Equal(full, TextSpan.FromBounds(row.Children[0].FullSpan.Start, row.Children[^1].FullSpan.End));
            Assert.Equal((text, answer), (row.Text.Span, row.Answer!.Span));
            Assert.Equal((row.TextValue, row.AnswerText), ((string)row.Text.Value!, row.Answer.NameOrText));
            Assert.Equal((TokenKind.Arrow, row.ArrowSpan), (row.Arrow!.Kind, row.Arrow.Span));
            Assert.Equal(row.Tokens().Any(t => t.LeadingTrivia.Concat(t.TrailingTrivia).Any(c => c.IsComment)), !row.IsPlain);
        }
    }

    /// <summary>All that a tree says, with every place.</summary>
    private static string Written(SyntaxTree tree)
    {
        var text = new StringBuilder();
        foreach (var node in tree.Root.DescendantsAndSelf())
            text.Append($"{node.GetType().Name} {node.Span} {node.FullSpan}\n");
        foreach (var token in tree.Root.Tokens())
            text.Append($"{token} {token.Span} {token.FullSpan} {token.OnNewLine} {token.Value} {string.Join(' ', token.LeadingTrivia)} | {string.Join(' ', token.TrailingTrivia)}\n");
        foreach (var diagnostic in tree.Diagnostics)
            text.Append($"{diagnostic.Code} {diagnostic.Span} {diagnostic.Message} {string.Join(' ', (diagnostic.Fix ?? new Fix("", [])).Edits)}\n");
        return text.ToString();
    }
}
