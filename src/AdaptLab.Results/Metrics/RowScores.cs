using System.Collections.Immutable;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Results.Metrics;

/// <summary>What a candidate scored on each row with each seed: 1 for a right answer and 0 for a wrong one, or any share between
/// the two where answers can be partly right.</summary>
/// <param name="BySeed">For each seed, for each row.</param>
public sealed record RowScores(ImmutableArray<ImmutableArray<double>> BySeed, Sampling Sampling)
{
    public int Rows => Sampling.Rows;

    public int Seeds => BySeed.Length;

    /// <summary>For each seed, the mean over the rows: with right and wrong answers, its accuracy.</summary>
    public ImmutableArray<double> SeedMeans { get; } = [.. BySeed.Select(rows => rows.Average())];

    /// <summary>How the mean over the rows varies with the seed, and how much of that is chance in single rows.</summary>
    public SeedSample OfSeeds => new(SeedMeans, ChanceOf(BySeed, RowMeans, Sampling));

    /// <summary>For each row, the mean over the seeds.</summary>
    public ImmutableArray<double> RowMeans { get; } = MeansOf(BySeed, Sampling.Rows);

    /// <summary>Whether every answer is right or wrong and none partly right.</summary>
    public bool IsRightOrWrong { get; } = BySeed.All(rows => rows.All(score => score is 0 or 1));

    /// <param name="gold">For each row.</param>
    /// <param name="answers">For each seed, for each row.</param>
    public static RowScores Of(ImmutableArray<int> gold, ImmutableArray<ImmutableArray<int>> answers, Sampling sampling) =>
        new([.. answers.Select(seed => gold.Select((label, row) => seed[row] == label ? 1.0 : 0).ToImmutableArray())], sampling);

    /// <summary>How many separate rows would tell as much as these do: fewer where groups make them alike or folds share what was
    /// learnt, never more.</summary>
    internal double EffectiveRows
    {
        get
        {
            var separate = BySeed.Average(rows => rows.Average() is var mean ? mean * (1 - mean) / Rows : 0);
            // All right or all wrong: nothing shows how much alike the rows of a group are, so they count as one.
            var design = !Sampling.HasGroups ? 1
                : separate == 0 ? (double)Rows / Sampling.Count
                : Math.Max(1, BySeed.Average(rows => Sampling.VarianceOfSeparate(rows)) / separate);
            return Rows / (design * Sampling.Inflation);
        }
    }

    /// <summary>What is left of each answer beside the row's hardness and the seed's luck (the residual of an analysis of variance
    /// of rows and seeds), as the variance of a seed's mean.</summary>
    private static double ChanceOf(ImmutableArray<ImmutableArray<double>> bySeed, ImmutableArray<double> rowMeans, Sampling sampling) => bySeed.Length < 2 ? 0
        : bySeed.Sum(rows => sampling.VarianceOfSeparate([.. rows.Zip(rowMeans, (score, mean) => score - mean)])) / (bySeed.Length - 1);

    private static ImmutableArray<double> MeansOf(ImmutableArray<ImmutableArray<double>> bySeed, int rows)
    {
        var sums = new double[rows];
        foreach (var seed in bySeed)
            for (var row = 0; row < rows; row++)
                sums[row] += seed[row];
        return [.. sums.Select(sum => sum / bySeed.Length)];
    }
}
