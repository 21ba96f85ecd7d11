using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace AdaptLab.Language.Syntax;

/// <summary>A node of the lossless tree: its tokens, with their trivia, are the text it was read from.</summary>
public abstract class SyntaxNode : SyntaxElement
{
    private SyntaxElement[]? made;

    private protected SyntaxNode(ReadOnlySpan<SyntaxElement?> parts)
    {
        var count = 0;
        foreach (var part in parts)
            count += part is null ? 0 : 1;
        var all = new SyntaxElement[count];
        count = 0;
        foreach (var part in parts)
        {
            if (part is not null)
                all[count++] = part;
        }

        made = Adopt(all);
    }

    /// <param name="all">Nobody else may have the array: it is not copied.</param>
    private protected SyntaxNode(SyntaxElement[] all) => made = Adopt(all);

    /// <summary>A node that makes its children when they are first asked for.</summary>
    private protected SyntaxNode()
    {
    }

    /// <summary>Nodes and tokens in the order of the text. What the parser found missing is absent here and null in its property.</summary>
    public ImmutableArray<SyntaxElement> Children =>
        ImmutableCollectionsMarshal.AsImmutableArray(made ?? Interlocked.CompareExchange(ref made, MakeChildren(), null) ?? made);

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

    /// <summary>The child within whose full text the offset lies; the last one for an offset beyond it.</summary>
    internal SyntaxElement ChildAt(int offset)
    {
        var all = Children;
        int low = 0, high = all.Length - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (all[middle].FullSpan.End > offset)
                high = middle;
            else
                low = middle + 1;
        }

        return all[low];
    }

    private protected virtual SyntaxElement[] MakeChildren() => [];

    private protected SyntaxElement[] Adopt(SyntaxElement[] all)
    {
        foreach (var element in all)
            element.Parent = this;
        return all;
    }
}
