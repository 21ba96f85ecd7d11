using System.Collections.Immutable;

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

    /// <summary>Of one text; who repeats himself more often need not be told of each pair.</summary>
    private const int MostOfOne = 20;

    /// <summary>Texts with equal keys are no near pair: that they are equal is seen without this. Ordered by similarity.</summary>
    public static ImmutableArray<NearPair> Among(IReadOnlyList<TextFeatures> texts, double threshold, CancellationToken cancellation)
    {
        // Of equal texts one stands for all.
        var firsts = texts.Select((text, number) => (text, number)).Where(t => t.text.Shingles.Length > 0)
            .DistinctBy(t => t.text.Key).OrderBy(t => t.text.Shingles.Length).ToArray();
        var ranks = RanksByRarity(firsts.Select(t => t.text));
        var index = new Dictionary<int, List<int>>();
        var sorted = new int[firsts.Length][];
        var pairs = ImmutableArray.CreateBuilder<NearPair>();
        var seen = new HashSet<int>();
        for (var i = 0; i < firsts.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var members = sorted[i] = [.. firsts[i].text.Shingles.Select(shingle => ranks[shingle]).Order()];
            var prefix = members.Length - (int)Math.Ceiling(threshold * members.Length) + 1;
            seen.Clear();
            var found = 0;
            foreach (var member in members.AsSpan(0, prefix))
            {
                if (!index.TryGetValue(member, out var others))
                    index[member] = others = [];
                foreach (var other in others)
                {
                    // Earlier ones are shorter; much shorter ones cannot share enough.
                    if (found < MostOfOne && sorted[other].Length >= threshold * members.Length && seen.Add(other)
                        && Jaccard(members, sorted[other]) is var similarity && similarity >= threshold)
                    {
                        found++;
                        var (a, b) = (firsts[i].number, firsts[other].number);
                        pairs.Add(new NearPair(Math.Min(a, b), Math.Max(a, b), similarity));
                    }
                }

                others.Add(i);
            }
        }

        pairs.Sort((x, y) => (-x.Similarity, x.First, x.Second).CompareTo((-y.Similarity, y.First, y.Second)));
        return pairs.ToImmutable();
    }

    private static double Jaccard(int[] first, int[] second)
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
