using System.Collections.Immutable;

namespace AdaptLab.Remote.Answers;

/// <summary>A label that a model has chosen.</summary>
/// <param name="Label">Index into the labels asked for; null where the answer is none of them.</param>
/// <param name="Probabilities">For each label, summing to one; default where the server tells none, or the answer is no label.</param>
/// <param name="Text">As it was written.</param>
/// <param name="Took">The attempt that brought it, from the request to the end of its body.</param>
public sealed record LabelReply(int? Label, ImmutableArray<float> Probabilities, string Text, TokenUsage Usage, TimeSpan Took);

/// <summary>A text that a model has written.</summary>
/// <param name="IsWhole">Whether it came to its end by itself, and not to the limit of tokens.</param>
public sealed record TextReply(string Text, bool IsWhole, TokenUsage Usage, TimeSpan Took);
