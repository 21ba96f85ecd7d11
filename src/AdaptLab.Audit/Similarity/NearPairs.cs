using System.Collections.Immutable;
using System.Numerics;

namespace AdaptLab.Audit.Similarity;

/// <param name="First">Index of a text; less than <paramref name="Second"/>.</param>
/// <param name="Similarity">The share of their shingles that both have (Jaccard), 0 to 1.</param>
internal readonly record struct NearPair(int First, int Second, double Similarity);

/// <summary>All pairs of texts that are alike, without looking at all pairs.</summary>
/// <remarks>
/// Two sets that share a given part of their union must share one of each one's rarest members: so only those are indexed
/// (prefix filtering; Bayardo, Ma and Srikant 2007). The result is exact, and memory grows with the texts, not with pairs.
/// </remarks>
internal static class NearPairs
{
    /// <summary>Below this, two short sentences on one subject begin to meet by chance.</summary>
    public const double Threshold = 0.6;

    /// <summary>Of one text, with shorter ones; who repeats himself more often need not be told of each pair.</summary>
    public const int MostOfOne = 20;

    /// <summary>Texts with equal keys are no near pair: that they are equal is seen without this. Ordered by similarity.</summary>
    public static ImmutableArray<NearPair> Among(IReadOnlyList<TextFeatures> texts, double threshold, CancellationToken cancellation)
    {
        var firsts = Distinct(texts);
        var ranks = RanksByRarity(firsts.Select(t => t.Text));
        var index = new Dictionary<int, List<int>>();
        var sorted = new int[firsts.Length][];
        var pairs = ImmutableArray.CreateBuilder<NearPair>();
        // The text that has last looked at each.
        var seen = new int[firsts.Length];
        for (var i = 0; i < firsts.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var members = sorted[i] = [.. firsts[i].Text.Shingles.Select(shingle => ranks[shingle]).Order()];
            var prefix = members.Length - (int)Math.Ceiling(threshold * members.Length) + 1;
            var found = 0;
            foreach (var member in members.AsSpan(0, prefix))
            {
                if (!index.TryGetValue(member, out var others))
                    index[member] = others = [];
                foreach (var other in others)
                {
                    if (seen[other] == i + 1)
                        continue;
                    seen[other] = i + 1;
                    if (found < MostOfOne && MayBeAlike(firsts[other].Text, firsts[i].Text, threshold)
                        && Jaccard<int>(members, sorted[other]) is var similarity && similarity >= threshold)
                    {
                        found++;
                        var (a, b) = (firsts[i].Number, firsts[other].Number);
                        pairs.Add(new NearPair(Math.Min(a, b), Math.Max(a, b), similarity));
                    }
                }

                others.Add(i);
            }
        }

        return InOrder(pairs);
    }

    /// <summary>Of equal texts one stands for all. The shortest first; those without anything to compare are left out.</summary>
    public static (TextFeatures Text, int Number)[] Distinct(IReadOnlyList<TextFeatures> texts) =>
        [.. texts.Select((text, number) => (Text: text, Number: number)).Where(t => t.Text.Shingles.Length > 0).DistinctBy(t => t.Text.Key).OrderBy(t => t.Text.Shingles.Length)];

    /// <summary>How alike two texts are; null where that is less than a threshold.</summary>
    public static double? Similarity(TextFeatures first, TextFeatures second, double threshold) =>
        MayBeAlike(first, second, threshold) && Jaccard<ulong>(first.Shingles, second.Shingles) is var similarity && similarity >= threshold ? similarity : null;

    public static ImmutableArray<NearPair> InOrder(IEnumerable<NearPair> pairs) =>
        [.. pairs.OrderByDescending(pair => pair.Similarity).ThenBy(pair => pair.First).ThenBy(pair => pair.Second)];

    /// <summary>Says no only where they are not alike, and does nearly always then: at a hundredth of the cost of comparing them.</summary>
    private static bool MayBeAlike(TextFeatures first, TextFeatures second, double threshold)
    {
        double a = first.Shingles.Length, b = second.Shingles.Length;
        if (Math.Min(a, b) < threshold * Math.Max(a, b))
            return false;
        var apart = 0;
        for (var i = 0; i < first.Sketch.Length; i++)
            apart += BitOperations.PopCount(first.Sketch[i] ^ second.Sketch[i]);
        // Of a + b members, at most so many are in one alone.
        return apart * (1 + threshold) <= (1 - threshold) * (a + b) + 1e-9;
    }

    private static double Jaccard<T>(ReadOnlySpan<T> first, ReadOnlySpan<T> second) where T : IBinaryInteger<T>
    {
        int i = 0, j = 0, shared = 0;
        while (i < first.Length && j < second.Length)
        {
            if (first[i] == second[j])
                (shared, i, j) = (shared + 1, i + 1, j + 1);
            else if (first[i] < second[j])
                i++;
            else
                j++;
        }

        return (double)shared / (first.Length + second.Length - shared);
    }

    private static Dictionary<ulong, int> RanksByRarity(IEnumerable<TextFeatures> texts)
    {
        var counts = new Dictionary<ulong, int>();
        foreach (var text in texts)
            foreach (var shingle in text.Shingles)
                counts[shingle] = counts.GetValueOrDefault(shingle) + 1;
        var ranks = new Dictionary<ulong, int>(counts.Count);
        foreach (var (shingle, _) in counts.OrderBy(pair => pair.Value).ThenBy(pair => pair.Key))
            ranks[shingle] = ranks.Count;
        return ranks;
    }
}
