using AdaptLab.Language.Syntax;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace AdaptLab.Language.Tests.Syntax;

public sealed class RoundTripTests
{
    [Property(MaxTest = 300)]
    public Property Any_text_is_its_tokens() => Prop.ForAll<string>(text => HoldsTogether(text ?? ""));

    [Property(MaxTest = 500)]
    public Property Pieces_of_the_language_in_any_order_are_their_tokens() => Prop.ForAll(Texts.Soup(), HoldsTogether);

    [Property(MaxTest = 500)]
    public Property Damaged_samples_are_their_tokens() => Prop.ForAll(Texts.Mutant(), HoldsTogether);

    [Property(MaxTest = 300)]
    public Property Damaged_samples_are_bound_without_an_exception() => Prop.ForAll(Texts.Mutant(), IsBound);

    [Property(MaxTest = 500)]
    public Property Pieces_of_the_language_are_bound_without_an_exception() => Prop.ForAll(Texts.Soup(), IsBound);

    [Fact]
    public void Every_beginning_of_a_sample_is_bound_without_an_exception()
    {
        foreach (var (_, text) in Repository.Samples)
        {
            for (var length = 0; length <= text.Length; length += 3)
                IsBound(text[..length]);
        }
    }

    private static void IsBound(string text)
    {
        var compilation = Compilation.Parse(text);
        Assert.NotNull(compilation.Spec);
        Assert.All(compilation.Diagnostics, d =>
        {
            Assert.True(d.Span.Start >= 0 && d.Span.End <= text.Length, $"{d.Code} lies outside the text");
            Assert.False(string.IsNullOrWhiteSpace(d.Message));
            Assert.All(d.Fix?.Edits ?? [], e => Assert.True(e.Span.Start >= 0 && e.Span.End <= text.Length));
        });
        Assert.Equal(compilation.Diagnostics.OrderBy(d => d.Span.Start).Select(d => d.Span.Start), compilation.Diagnostics.Select(d => d.Span.Start));
    }

    private static void HoldsTogether(string text)
    {
        var tree = SyntaxTree.Parse(text);
        Assert.Equal(text, string.Concat(tree.Tokens.Select(t => t.FullText)));
        Assert.Equal(tree.Tokens, tree.Root.Tokens());
        foreach (var node in tree.Root.DescendantsAndSelf())
        {
            var end = node.FullSpan.Start;
            foreach (var child in node.Children)
            {
                Assert.Same(node, child.Parent);
                Assert.Equal(end, child.FullSpan.Start);
                end = child.FullSpan.End;
            }

            Assert.Equal(node.FullSpan.End, end);
        }

        for (var offset = 0; offset <= text.Length; offset += 1 + (text.Length / 50))
        {
            Assert.True(tree.TokenAt(offset).FullSpan.Touches(offset));
            Assert.NotNull(tree.NodeAt(offset));
        }
    }
}
