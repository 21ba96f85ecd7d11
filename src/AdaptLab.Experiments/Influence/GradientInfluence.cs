using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Strategies;

namespace AdaptLab.Experiments.Influence;

/// <summary>How much each example of a training moves what the trained weights answer, by the gradients of the training itself
/// (TracIn, Pruthi et al. 2020).</summary>
/// <remarks>
/// After each epoch the gradient of the loss on an example is multiplied with that of the mean loss on the judged rows: where both
/// point the same way, a step for the example was a step for the rows. The products are summed over the epochs, each weighted by the
/// learning rate that it was trained with, and over the seeds. It is one training instead of one for each example; what it leaves out
/// is how an example changes what others teach.
/// </remarks>
public static class GradientInfluence
{
    /// <param name="context">Of a strategy of the kind `lora`.</param>
    /// <param name="judged">Rows with their right answers; what is learnt about examples from these must be judged by others.</param>
    /// <returns>The most harmful first.</returns>
    /// <exception cref="StrategyException">There is nothing to learn from, or a row is longer than the window.</exception>
    public static async Task<ImmutableArray<InfluentialExample>> OfAsync(
        ModelSession session, StrategyContext context, ImmutableArray<TrainingRow> judged, IReadOnlyList<int> seeds,
        IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var sums = new double[context.Examples.Length];
        foreach (var (number, seed) in seeds.Index())
        {
            var share = new Shared(progress, number, seeds.Count);
            var scores = await new LoraStrategy(session).InfluencesAsync(context with { Seed = new RunSeed(seed), Kept = null }, judged, share, cancellation);
            for (var i = 0; i < sums.Length; i++)
                sums[i] += scores[i];
        }

        // The product of two gradients has no unit that says anything: what counts is how examples compare.
        var unit = sums.Select(Math.Abs).DefaultIfEmpty().Average();
        return [.. context.Examples.Select((row, i) => new InfluentialExample(row, unit == 0 ? 0 : sums[i] / unit)).OrderBy(example => example.Score)];
    }

    private sealed class Shared(IProgress<StrategyProgress>? progress, int number, int of) : IProgress<StrategyProgress>
    {
        public void Report(StrategyProgress value) =>
            progress?.Report(value with { Stage = of == 1 ? value.Stage : $"seed {number + 1}/{of}, {value.Stage}", Fraction = value.Fraction is { } fraction ? (number + fraction) / of : null });
    }
}

/// <param name="Score">In multiples of the examples' mean influence, whichever its sign: positive where learning the example brought
/// the loss on the judged rows down, negative where it harmed.</param>
public sealed record InfluentialExample(TrainingRow Row, double Score);
