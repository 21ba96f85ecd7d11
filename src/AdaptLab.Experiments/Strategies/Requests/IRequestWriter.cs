using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Results;

namespace AdaptLab.Experiments.Strategies.Requests;

/// <summary>Writes what a model reads for an input: the input alone, beside examples, or beside what is looked up for it.
/// One writer serves training and answering, so that the two cannot differ.</summary>
internal interface IRequestWriter : IDisposable
{
    /// <summary>What stands in a request beside the input, in a few words; empty for nothing.</summary>
    string Detail { get; }

    /// <summary>What the reader must know to judge the figures.</summary>
    ImmutableArray<string> Notes { get; }

    /// <summary>The examples that may stand in a request.</summary>
    ImmutableArray<TrainingRow> Examples { get; }

    /// <param name="example">In training, the example that the input is of: no request shows its own answer. Null for any other input.</param>
    ValueTask<Request> WriteAsync(string input, TrainingRow? example, CancellationToken cancellation);

    /// <summary>The text with what every request has in common, and nothing that is looked up.</summary>
    ValueTask<string> WriteCommonAsync(string input, CancellationToken cancellation);
}

/// <param name="Text">The very text that the model reads.</param>
/// <param name="Read">Texts in it that the answer may stand in.</param>
/// <param name="Citations">What was looked up for it, nearest first.</param>
/// <param name="Note">As of <see cref="PredictionResult.Note"/>.</param>
internal sealed record Request(string Text, int[] Ids, ImmutableArray<string> Read, ImmutableArray<Citation> Citations, string? Note = null)
{
    /// <summary>Those that stand in it.</summary>
    public ImmutableArray<TrainingRow> Examples { get; init; } = [];
}

internal static class RequestWriting
{
    /// <summary>Whether a row would tell an example its answer: it is that example, says the same, or is of its group.</summary>
    public static bool Tells(this TrainingRow row, TrainingRow? example) =>
        example is not null && (row.Text == example.Text || (row.Group is not null && row.Group == example.Group));
}
