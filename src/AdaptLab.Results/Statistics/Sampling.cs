using System.Collections.Immutable;

namespace AdaptLab.Results.Statistics;

/// <summary>How the eval rows came about, which decides how much they tell.</summary>
/// <remarks>
/// Rows of one group (the sentences of a document, the tickets of a customer) stand or fall together: the sample is the groups, and
/// a test that takes each row for a witness of its own finds differences that are none (Miller 2024). Rows that were held out in turn
/// were answered by models that share most of what they learnt from: their mean varies more than that of separate rows does,
/// by the factor of Nadeau and Bengio (2003), 1 + k/(k − 1) for k folds.
/// </remarks>
/// <param name="Clusters">For each row, the number of its cluster, from 0; a row without a group is a cluster of its own.</param>
/// <param name="Count">How many clusters there are.</param>
/// <param name="Folds">In how many parts the rows were held out in turn; null where they are separate from the examples.</param>
public sealed record Sampling(ImmutableArray<int> Clusters, int Count, int? Folds = null)
{
    public int Rows => Clusters.Length;

    public bool HasGroups => Count < Rows;

    /// <summary>The factor by which the variance of a mean over the rows exceeds that of a mean over separate rows.</summary>
    internal double Inflation => Folds is > 1 and var folds ? 1 + (folds / (folds - 1.0)) : 1;

    /// <summary>Of a variance that is itself estimated from the clusters; where every row is one, there are enough of them.</summary>
    internal double DegreesOfFreedom => HasGroups ? Math.Max(1, Count - 1) : double.PositiveInfinity;

    public static Sampling Independent(int rows) => new([.. Enumerable.Range(0, rows)], rows);

    public static Sampling Of(ImmutableArray<EvalRowInfo> rows)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var count = 0;
        var clusters = rows.Select(row =>
        {
            if (row.Group is null)
                return count++;
            if (!numbers.TryGetValue(row.Group, out var number))
                numbers.Add(row.Group, number = count++);
            return number;
        }).ToImmutableArray();
        var folds = rows.Select(row => row.Fold).OfType<int>().Distinct().Count();
        return new Sampling(clusters, count, folds > 1 ? folds : null);
    }

    /// <summary>The estimated variance of the mean of a figure of each row.</summary>
    internal double VarianceOfMean(IReadOnlyList<double> figures) => VarianceOfSeparate(figures) * Inflation;

    /// <summary>The same as if no row had been held out of what another one was answered with.</summary>
    /// <remarks>The cluster-robust variance with its correction for few clusters; without groups, the sample variance over n.</remarks>
    internal double VarianceOfSeparate(IReadOnlyList<double> figures)
    {
        if (Count < 2)
            return 0;
        // Measured from one of them, so that equal figures have no variance at all and not a rounding error's.
        var first = figures[0];
        var mean = first + figures.Average(figure => figure - first);
        var sums = SumsByCluster([.. figures.Select(figure => figure - mean)]);
        return sums.Sum(sum => sum * sum) * Count / (Count - 1.0) / ((double)Rows * Rows);
    }

    /// <summary>How many clusters have a row of which something holds.</summary>
    internal int ClustersThat(Func<int, bool> holds) => Enumerable.Range(0, Rows).Where(holds).Select(row => Clusters[row]).Distinct().Count();

    internal double[] SumsByCluster(IReadOnlyList<double> figures)
    {
        var sums = new double[Count];
        for (var row = 0; row < Rows; row++)
            sums[Clusters[row]] += figures[row];
        return sums;
    }
}
