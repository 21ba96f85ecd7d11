using System.Collections.Immutable;

namespace AdaptLab.Audit.Learning;

/// <summary>How far eval rows lie from every example of a set, and which examples would bring most of them nearest.</summary>
/// <param name="Far">Eval rows farther from every example than nearly all examples are from each other, the most useful first.</param>
/// <param name="Threshold">The likeness below which a row is far.</param>
/// <param name="Expected">How many rows would be far if they were drawn as the examples were.</param>
/// <param name="P">How probable it would be that so many or more are.</param>
internal sealed record Coverage(ImmutableArray<FarRow> Far, int Rows, double Threshold, double Expected, double P)
{
    /// <summary>Of the examples, so many are farther from the others than the threshold.</summary>
    private const double Tail = 0.1;

    private const int FewestExamples = 16, FewestRows = 20, MostExamples = 1000, MostRows = 600;

    /// <summary>Null where there is too little of either to tell what is usual.</summary>
    public static Coverage? Of(AuditContext context, AuditedSet set)
    {
        var examples = AuditContext.Evenly([.. set.Rows.DistinctBy(row => row.Features.Key)], MostExamples);
        var rows = AuditContext.Evenly([.. context.Eval.DistinctBy(row => row.Features.Key)], MostRows);
        if (examples.Length < FewestExamples || rows.Length < FewestRows)
            return null;

        // What is usual is told by the examples themselves, each without itself.
        var own = context.Similarities(examples, examples).Select((cosines, i) => Nearest(cosines, but: i)).Order().ToArray();
        var tail = Math.Max(1, (int)(Tail * own.Length));
        var threshold = own[tail - 1];
        var nearest = context.Similarities(rows, examples).Select(cosines => (double)cosines.Max()).ToArray();
        int[] far = [.. Enumerable.Range(0, rows.Length).Where(i => nearest[i] < threshold)];
        var among = context.Similarities([.. far.Select(i => rows[i])], rows).ToArray();
        // An example has one other less to be near to than an eval row has: what is expected is rather too much.
        return new Coverage(
            Ranked(rows, far, nearest, among), rows.Length, threshold, tail * rows.Length / (own.Length + 1.0), OrMore(far.Length, rows.Length, tail, own.Length + 1 - tail));
    }

    /// <summary>How probable it is that at least so many of n further draws lie below the k-th smallest of m draws from the same
    /// distribution, whichever that is (beta-binomial).</summary>
    /// <param name="a">k.</param>
    /// <param name="b">m + 1 − k.</param>
    internal static double OrMore(int least, int n, int a, int b)
    {
        var exactly = 0.0;
        for (var i = 0; i < n; i++)
            exactly += Math.Log((double)(b + i) / (a + b + i));
        var more = 0.0;
        for (var j = 0; j <= n; j++)
        {
            more += j >= least ? Math.Exp(exactly) : 0;
            exactly += j < n ? Math.Log((double)(n - j) / (j + 1) * (a + j) / (n - j - 1 + b)) : 0;
        }

        return Math.Min(1, more);
    }

    /// <summary>Greedily: first the row whose like would bring all eval rows nearest to some example, then the one that adds most to it
    /// (facility location; at least 63 % as good as the best choice, Nemhauser, Wolsey and Fisher 1978).</summary>
    private static ImmutableArray<FarRow> Ranked(ImmutableArray<AuditedRow> rows, int[] far, double[] nearest, float[][] among)
    {
        double[] covered = [.. nearest];
        var left = Enumerable.Range(0, far.Length).ToList();
        var ranked = ImmutableArray.CreateBuilder<FarRow>(far.Length);
        while (left.Count > 0)
        {
            var best = left.MaxBy(candidate => Gain(among[candidate], covered));
            var brought = Enumerable.Range(0, rows.Length).Count(i => among[best][i] > covered[i]);
            ranked.Add(new FarRow(rows[far[best]], nearest[far[best]], brought));
            for (var i = 0; i < covered.Length; i++)
                covered[i] = Math.Max(covered[i], among[best][i]);
            left.Remove(best);
        }

        return ranked.ToImmutable();
    }

    private static double Gain(float[] likeness, double[] covered)
    {
        var gain = 0.0;
        for (var i = 0; i < covered.Length; i++)
            gain += Math.Max(0, likeness[i] - covered[i]);
        return gain;
    }

    private static double Nearest(float[] cosines, int but)
    {
        var nearest = 0f;
        for (var i = 0; i < cosines.Length; i++)
            nearest = i == but ? nearest : Math.Max(nearest, cosines[i]);
        return nearest;
    }
}

/// <summary>An eval row that no example is like.</summary>
/// <param name="Nearest">How alike the nearest example is.</param>
/// <param name="Brought">How many eval rows would be nearer to an example like it than to any that there is, after those ranked before it.</param>
internal readonly record struct FarRow(AuditedRow Row, double Nearest, int Brought);
