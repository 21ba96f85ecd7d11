namespace AdaptLab.Results.Advising;

/// <summary>Something to do after a comparison, and why.</summary>
/// <param name="Text">One or two sentences, with the figures that it stands on.</param>
/// <param name="Source">What has shown that it is a good idea: a paper, or this run's own test.</param>
public sealed record Advice(string Text, string Source);
