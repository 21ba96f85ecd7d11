using System.Collections.Immutable;

namespace AdaptLab.Audit;

/// <summary>What the base model says of examples before it has learnt from any: asked with the instruction and the labels alone.</summary>
/// <param name="Model">As it is shown.</param>
/// <param name="ByText">For each text the probabilities of the labels, in the order of the task's.</param>
public sealed record BaseOpinions(string Model, ImmutableDictionary<string, ImmutableArray<float>> ByText)
{
    /// <summary>What it was asked with; opinions of another frame say nothing of this one.</summary>
    public string Frame { get; init; } = "";

    /// <summary>With what was said earlier, in the same frame.</summary>
    public BaseOpinions With(BaseOpinions? earlier) => earlier?.Frame == Frame ? this with { ByText = earlier.ByText.SetItems(ByText) } : this;
}
