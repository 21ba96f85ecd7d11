using System.Collections.Immutable;

namespace AdaptLab.Words;

/// <summary>The pieces that a text's words are made of: runs of characters, so that "refund" and "refunded" have something in common.</summary>
/// <param name="Pieces">Hashes of all that occur, in ascending order, each once.</param>
/// <param name="Weights">Of each piece; their squares sum to one, or to zero where there are no words.</param>
public sealed record WordPieces(ImmutableArray<ulong> Pieces, ImmutableArray<float> Weights)
{
    private const int Shortest = 3;
    private const int Longest = 5;

    /// <param name="words">By their order, the most frequent first, words are known to be rare. A rare one counts for more, and one that is
    /// not among them for most; among a handful of examples a word may seem rare that is in every other sentence.</param>
    public static WordPieces Of(string text, WordVectors words)
    {
        var squares = new SortedDictionary<ulong, float>();
        foreach (var word in WordSplitter.Split(text).Distinct(StringComparer.Ordinal))
        {
            var rarity = Rarity(words.RankOf(word) ?? words.Count);
            var pieces = PiecesOf(word);
            // A word counts for as much as it is rare, however many pieces it has.
            foreach (var piece in pieces) squares[piece] = squares.GetValueOrDefault(piece) + (rarity * rarity / pieces.Count);
        }

        var length = MathF.Sqrt(squares.Values.Sum());
        return new WordPieces([.. squares.Keys], [.. squares.Values.Select(square => MathF.Sqrt(square) / length)]);
    }

    /// <returns>From 0, where they have no piece in common, to 1 of a text with itself.</returns>
    public double Similarity(WordPieces other)
    {
        var common = 0.0;
        for (var (i, j) = (0, 0); i < Pieces.Length && j < other.Pieces.Length;)
        {
            var (mine, others) = (Pieces[i], other.Pieces[j]);
            if (mine == others) common += Weights[i] * other.Weights[j];
            if (mine <= others) i++;
            if (others <= mine) j++;
        }

        return common;
    }

    /// <summary>Where a word begins and ends counts, too.</summary>
    private static HashSet<ulong> PiecesOf(string word)
    {
        var marked = $"<{word}>";
        var pieces = new HashSet<ulong>();
        for (var length = Shortest; length <= Longest; length++)
            for (var i = 0; i + length <= marked.Length; i++)
                pieces.Add(Hash(marked.AsSpan(i, length)));
        return pieces;
    }

    /// <summary>FNV-1a over UTF-16 code units: the same on every machine.</summary>
    private static ulong Hash(ReadOnlySpan<char> piece)
    {
        var hash = 14695981039346656037UL;
        foreach (var unit in piece) hash = (hash ^ unit) * 1099511628211UL;
        return hash;
    }

    /// <summary>By Zipf's law the logarithm of its rank, and of its inverse frequency but for a constant.</summary>
    private static float Rarity(int rank) => MathF.Log(rank + 2);
}
