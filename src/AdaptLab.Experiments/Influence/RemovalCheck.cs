using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Strategies;

namespace AdaptLab.Experiments.Influence;

/// <summary>Whether leaving out the examples that are said to harm does more good than leaving out as many others.</summary>
/// <param name="Rows">Judged, none of which had a part in saying which examples harm.</param>
/// <param name="All">The share answered rightly after training on all examples.</param>
/// <param name="Without">After training without those that are said to harm.</param>
/// <param name="Random">After training without as many drawn at random, a figure a draw.</param>
public sealed record RemovalCheck(int Rows, int Removed, double All, double Without, ImmutableArray<double> Random)
{
    /// <summary>Of the claim that the choice is no better than a random one: its rank among the draws.</summary>
    public double P => (1.0 + Random.Count(share => share >= Without)) / (Random.Length + 1);

    /// <param name="influential">The most harmful first.</param>
    /// <param name="held">Rows with their right answers that had no part in the influences.</param>
    public static async Task<RemovalCheck> OfAsync(
        IStrategy strategy, StrategyContext context, ImmutableArray<InfluentialExample> influential, ImmutableArray<TrainingRow> held, int removed, int draws,
        IReadOnlyList<int> seeds, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var harmful = influential.Take(removed).Select(example => example.Row).ToHashSet(ReferenceEqualityComparer.Instance);
        var all = await ShareAsync(context.Examples, "all examples");
        var without = await ShareAsync([.. context.Examples.Where(row => !harmful.Contains(row))], "without the harmful ones");
        var random = new Random(1);
        var shares = ImmutableArray.CreateBuilder<double>(draws);
        for (var draw = 0; draw < draws; draw++)
        {
            var order = Enumerable.Range(0, context.Examples.Length).ToArray();
            random.Shuffle(order);
            var left = order[removed..].Order().Select(i => context.Examples[i]);
            shares.Add(await ShareAsync([.. left], $"random draw {draw + 1}/{draws}"));
        }

        return new RemovalCheck(held.Length, removed, all, without, shares.ToImmutable());

        async Task<double> ShareAsync(ImmutableArray<TrainingRow> examples, string stage)
        {
            progress?.Report(new StrategyProgress(stage));
            double right = 0;
            foreach (var seed in seeds)
            {
                using var predictor = await strategy.PrepareAsync(context with { Examples = examples, Seed = new RunSeed(seed), Kept = null }, null, cancellation);
                foreach (var row in held)
                {
                    cancellation.ThrowIfCancellationRequested();
                    right += (await predictor.PredictAsync(row.Text, cancellation)).Prediction.Label == row.Label ? 1 : 0;
                }
            }

            return right / held.Length / seeds.Count;
        }
    }
}
