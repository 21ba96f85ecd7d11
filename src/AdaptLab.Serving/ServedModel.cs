using System.Collections.Immutable;

namespace AdaptLab.Serving;

/// <summary>What is served, under one model's name.</summary>
/// <param name="Id">The name that requests give as `model`.</param>
/// <param name="AnswerAsync">Answers one text. Asked for at most <paramref name="Concurrency"/> texts at a time.</param>
/// <param name="EmbedAsync">A vector for each text; asked as <paramref name="AnswerAsync"/> is. Null where there is nothing that makes any.</param>
/// <param name="Concurrency">1 for a model on this machine: requests beside each other would only slow each other.</param>
public sealed record ServedModel(
    string Id,
    Func<string, CancellationToken, ValueTask<ServedAnswer>> AnswerAsync,
    Func<ImmutableArray<string>, CancellationToken, ValueTask<ImmutableArray<float[]>>>? EmbedAsync,
    int Concurrency = 1);

/// <param name="Text">The label, or what was written.</param>
/// <param name="Choices">Each label with its probability; empty where the answer was written.</param>
/// <param name="PromptTokens">How many tokens the model has read.</param>
public sealed record ServedAnswer(string Text, ImmutableArray<(string Text, double Probability)> Choices, int PromptTokens);

/// <summary>The input is one that cannot be answered, such as a text that is longer than the model's window.</summary>
/// <param name="message">One line for whoever has sent it.</param>
public sealed class UnanswerableException(string message) : Exception(message);
