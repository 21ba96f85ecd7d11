using System.Collections.Immutable;

namespace AdaptLab.Results.Metrics;

/// <summary>Which rows a candidate got right, over its seeds.</summary>
/// <param name="Right">For each row, how many seeds answered rightly.</param>
/// <param name="Shares">For each seed, the share of right rows: its accuracy.</param>
public sealed record Correctness(ImmutableArray<int> Right, ImmutableArray<double> Shares)
{
    public int Rows => Right.Length;

    public int Seeds => Shares.Length;

    /// <param name="gold">For each row.</param>
    /// <param name="answers">For each seed, for each row.</param>
    public static Correctness Of(ImmutableArray<int> gold, ImmutableArray<ImmutableArray<int>> answers) => new(
        [.. gold.Select((label, row) => answers.Count(seed => seed[row] == label))],
        [.. answers.Select(seed => (double)gold.Where((label, row) => seed[row] == label).Count() / gold.Length)]);
}
