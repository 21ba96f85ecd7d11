using System.Collections.Immutable;

namespace AdaptLab.Audit.Similarity;

/// <summary>Pairs of rows that mean nearly the same in other words: as sums of word vectors they are alike, and each of the two
/// is much less like every other row. The second tells a paraphrase from the many texts of one pattern ("play X by Y").</summary>
/// <remarks>The thresholds were chosen on public tasks and on sentences reworded by a list of synonyms: of 80,000 pairs of different
/// sentences of a task at most three are named. This asks of all pairs, some ten nanoseconds each, and so of no more than a few thousand rows.</remarks>
internal static class MeaningPairs
{
    public const double Alike = 0.75, Ahead = 0.15;

    /// <summary>The mean of a few words says too little.</summary>
    public const int FewestWords = 6;

    private const int MostRows = 4000;

    /// <summary>The most alike first. Pairs that are alike to the letter are not among them.</summary>
    public static ImmutableArray<NearPair> Among(WordSpace space, ImmutableArray<AuditedRow> rows, CancellationToken cancellation)
    {
        int[] asked = [.. AuditContext.Evenly([.. rows.DistinctBy(row => row.Features.Key).Where(row => row.Features.Words.Distinct().Count() >= FewestWords)], MostRows).Select(row => row.Number)];
        var nearest = new (int Row, float Cosine)[asked.Length];
        var next = new float[asked.Length];
        Array.Fill(nearest, (-1, -1f));
        for (var i = 0; i < asked.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var j = 0; j < i; j++)
            {
                var cosine = space.Cosine(asked[i], asked[j]);
                Seen(i, j, cosine);
                Seen(j, i, cosine);
            }
        }

        return NearPairs.InOrder(
            from i in Enumerable.Range(0, asked.Length)
            let other = nearest[i].Row
            where other > i && nearest[other].Row == i && nearest[i].Cosine >= Alike && nearest[i].Cosine - Math.Max(next[i], next[other]) >= Ahead
            let numbers = (First: asked[i], Second: asked[other])
            where NearPairs.Similarity(rows[numbers.First].Features, rows[numbers.Second].Features, NearPairs.Threshold) is null
            select new NearPair(numbers.First, numbers.Second, nearest[i].Cosine));

        void Seen(int row, int other, float cosine)
        {
            if (cosine > nearest[row].Cosine)
                (next[row], nearest[row]) = (Math.Max(0, nearest[row].Cosine), (other, cosine));
            else if (cosine > next[row])
                next[row] = cosine;
        }
    }
}
