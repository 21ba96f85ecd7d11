using System.Collections.Immutable;

namespace AdaptLab.Audit.Similarity;

/// <summary>The near pairs of the last audit: of texts that stand in the next one, too, they are known, and only new texts are
/// compared with all others. What comes out is the same as without it.</summary>
internal sealed class PairMemory
{
    /// <summary>With a larger share of new texts, making all pairs anew is less work.</summary>
    private const double MostNew = 0.05;

    private State? _last;

    /// <inheritdoc cref="NearPairs.Among"/>
    public ImmutableArray<NearPair> Among(IReadOnlyList<TextFeatures> texts, double threshold, CancellationToken cancellation)
    {
        var distinct = NearPairs.Distinct(texts);
        var pairs = Updated(Volatile.Read(ref _last), distinct, threshold, cancellation) ?? NearPairs.Among(texts, threshold, cancellation);
        var keys = distinct.Select(text => text.Text.Key).ToHashSet(StringComparer.Ordinal);
        var isComplete = !IsCut(pairs, texts);
        Volatile.Write(ref _last, new State(threshold, keys, isComplete ? [.. pairs.Select(pair => (texts[pair.First].Key, texts[pair.Second].Key, pair.Similarity))] : null));
        return pairs;
    }

    /// <summary>Null where what is known does not help.</summary>
    private static ImmutableArray<NearPair>? Updated(State? last, (TextFeatures Text, int Number)[] distinct, double threshold, CancellationToken cancellation)
    {
        if (last?.Pairs is not { } known || last.Threshold != threshold)
            return null;
        var added = distinct.Where(text => !last.Keys.Contains(text.Text.Key)).ToArray();
        if (added.Length > MostNew * distinct.Length)
            return null;

        var numbers = distinct.ToDictionary(text => text.Text.Key, text => text.Number, StringComparer.Ordinal);
        var pairs = new List<NearPair>(known.Length);
        foreach (var (first, second, similarity) in known)
        {
            if (numbers.TryGetValue(first, out var a) && numbers.TryGetValue(second, out var b))
                pairs.Add(Pair(a, b, similarity));
        }

        var isNew = added.Select(text => text.Number).ToHashSet();
        foreach (var (text, number) in added)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var (other, otherNumber) in distinct)
            {
                // Of two new ones, once.
                if (otherNumber == number || (isNew.Contains(otherNumber) && otherNumber > number))
                    continue;
                if (NearPairs.Similarity(text, other, threshold) is { } similarity)
                    pairs.Add(Pair(number, otherNumber, similarity));
            }
        }

        var ordered = NearPairs.InOrder(pairs);
        var byNumber = distinct.ToDictionary(text => text.Number, text => text.Text);
        return IsCut(ordered, byNumber) ? null : ordered;

        static NearPair Pair(int a, int b, double similarity) => new(Math.Min(a, b), Math.Max(a, b), similarity);
    }

    private static bool IsCut(ImmutableArray<NearPair> pairs, IReadOnlyList<TextFeatures> texts) =>
        IsCut(pairs, pairs.SelectMany(pair => new[] { pair.First, pair.Second }).Distinct().ToDictionary(number => number, number => texts[number]));

    /// <summary>Whether there may be more pairs than these: of a text that has as many as are looked for.</summary>
    private static bool IsCut(ImmutableArray<NearPair> pairs, Dictionary<int, TextFeatures> texts) => pairs
        .CountBy(pair => (texts[pair.First].Shingles.Length, pair.First).CompareTo((texts[pair.Second].Shingles.Length, pair.Second)) > 0 ? pair.First : pair.Second)
        .Any(count => count.Value >= NearPairs.MostOfOne);

    /// <param name="Keys">Of the texts that were compared.</param>
    /// <param name="Pairs">By keys; null where some may be missing.</param>
    private sealed record State(double Threshold, HashSet<string> Keys, (string First, string Second, double Similarity)[]? Pairs);
}
