using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace AdaptLab.Language.Syntax;

/// <summary>A node of the lossless tree: its tokens, with their trivia, are the text it was read from.</summary>
public abstract class SyntaxNode : SyntaxElement
{
    private protected SyntaxNode(ReadOnlySpan<SyntaxElement?> parts)
    {
        var count = 0;
        foreach (var part in parts)
            count += part is null ? 0 : 1;
        var children = new SyntaxElement[count];
        count = 0;
        foreach (var part in parts)
        {
            if (part is null)
                continue;
            part.Parent = this;
            children[count++] = part;
        }

        // Nobody else has it, so that it need not be copied.
        Children = ImmutableCollectionsMarshal.AsImmutableArray(children);
    }

    /// <summary>Nodes and tokens in the order of the text. What the parser found missing is absent here and null in its property.</summary>
    public ImmutableArray<SyntaxElement> Children { get; }

    public override TextSpan Span =>
        Children.IsEmpty ? default : TextSpan.FromBounds(Children[0].Span.Start, Children[^1].Span.End);

    public override TextSpan FullSpan =>
        Children.IsEmpty ? default : TextSpan.FromBounds(Children[0].FullSpan.Start, Children[^1].FullSpan.End);

    public IEnumerable<SyntaxNode> AncestorsAndSelf() => Ancestors().Prepend(this);

    /// <summary>This node and all below it, in the order of the text.</summary>
    public IEnumerable<SyntaxNode> DescendantsAndSelf()
    {
        var pending = new Stack<SyntaxNode>();
        pending.Push(this);
        while (pending.TryPop(out var node))
        {
            yield return node;
            for (var i = node.Children.Length - 1; i >= 0; i--)
            {
                if (node.Children[i] is SyntaxNode child)
                    pending.Push(child);
            }
        }
    }

    /// <summary>All tokens of the node, in the order of the text.</summary>
    public IEnumerable<SyntaxToken> Tokens()
    {
        var pending = new Stack<SyntaxElement>();
        pending.Push(this);
        while (pending.TryPop(out var element))
        {
            if (element is SyntaxToken token)
            {
                yield return token;
                continue;
            }

            var children = ((SyntaxNode)element).Children;
            for (var i = children.Length - 1; i >= 0; i--)
                pending.Push(children[i]);
        }
    }
}
