using AdaptLab.Language.Binding;

namespace AdaptLab.Experiments.Strategies;

/// <summary>The learning rate over a training: it rises at the beginning, while the optimizer knows little of the gradients'
/// sizes; then it stays, or falls, so that late steps settle what early ones found.</summary>
/// <param name="Shape">"constant", "linear" or "cosine", as the language describes them.</param>
/// <param name="WarmUp">The share of the steps in which it rises.</param>
internal sealed record LearningRateSchedule(string Shape, double WarmUp)
{
    private const double LastShare = 0.1;

    public static LearningRateSchedule Of(Properties properties) => new(properties.Text("schedule"), properties.Number("warmup"));

    /// <param name="step">From 0.</param>
    /// <param name="steps">Those of the whole training, also where it is stopped early.</param>
    /// <returns>What the learning rate is to be multiplied by, above 0 and at most 1.</returns>
    public double ShareAt(int step, int steps)
    {
        var warmUp = Math.Max(1, steps * WarmUp);
        var left = Math.Clamp((steps - step) / Math.Max(1, steps - warmUp), 0, 1);
        return Math.Min((step + 1) / warmUp, Shape switch
        {
            "constant" => 1,
            "linear" => Math.Max(LastShare, left),
            "cosine" => LastShare + ((1 - LastShare) * (1 - Math.Cos(Math.PI * left)) / 2),
            _ => throw new ArgumentOutOfRangeException(nameof(Shape), Shape, "No such schedule."),
        });
    }
}
