using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing;

public enum FoldingKind { Region, Comment }

/// <param name="StartLine">Zero-based; stays visible.</param>
/// <param name="EndLine">Zero-based, the last that is hidden; after <paramref name="StartLine"/>.</param>
public readonly record struct FoldingRange(int StartLine, int EndLine, FoldingKind Kind);

/// <summary>What can be folded away: blocks and lists, strings of several lines, comments of several lines.</summary>
public static class Folding
{
    /// <summary>In the order of the text; at most one that starts on any line.</summary>
    public static ImmutableArray<FoldingRange> Of(SpecSnapshot snapshot)
    {
        var lines = snapshot.Compilation.LineMap;
        var tree = snapshot.Compilation.Tree;
        var found = new SortedDictionary<int, FoldingRange>();
        // A plain row is on one line.
        foreach (var token in tree.PartsFrom(0).OfType<SyntaxToken>())
        {
            // The closing bracket stays in sight.
            if (token is { Kind: TokenKind.OpenBrace, Parent: BlockSyntax { CloseBrace: { } brace } })
                Add(token.Span.Start, brace.Span.Start, FoldingKind.Region, keepLast: true);
            else if (token is { Kind: TokenKind.OpenBracket, Parent: ListSyntax { CloseBracket: { } bracket } })
                Add(token.Span.Start, bracket.Span.Start, FoldingKind.Region, keepLast: true);
            else if (token.Kind == TokenKind.RawString)
                Add(token.Span.Start, token.Span.End, FoldingKind.Region, keepLast: false);
            AddComments(token.LeadingTrivia);
        }

        return [.. found.Values];

        void AddComments(ImmutableArray<Trivia> trivia)
        {
            (int Start, int End)? run = null;
            foreach (var piece in trivia)
            {
                if (piece.Kind == TriviaKind.BlockComment)
                    Add(piece.Span.Start, piece.Span.End, FoldingKind.Comment, keepLast: false);
                if (piece.Kind != TriviaKind.LineComment)
                    continue;
                // Line comments on lines that follow each other are one.
                if (run is var (start, end) && Line(piece.Span.Start) == Line(end) + 1)
                {
                    run = (start, piece.Span.Start);
                    continue;
                }

                End();
                run = (piece.Span.Start, piece.Span.Start);
            }

            End();

            void End()
            {
                if (run is var (start, end))
                    Add(start, end, FoldingKind.Comment, keepLast: false);
            }
        }

        void Add(int start, int end, FoldingKind kind, bool keepLast)
        {
            var (first, last) = (Line(start), Line(end) - (keepLast ? 1 : 0));
            if (last > first)
                found.TryAdd(first, new FoldingRange(first, last, kind));
        }

        int Line(int offset) => lines.Position(offset).Line;
    }
}
