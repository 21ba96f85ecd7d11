using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Language.Binding;
using AdaptLab.Results;
using AdaptLab.Results.Store;

namespace AdaptLab.Experiments.Strategies;

/// <summary>One way of adapting a model to a task: "prompt", "rag", "lora", …</summary>
/// <remarks>
/// A strategy gets its model when it is constructed and everything else in a <see cref="StrategyContext"/>, which holds
/// no eval row. It keeps no state between preparations: what it learns lives in the predictor.
/// </remarks>
public interface IStrategy
{
    /// <summary>What is known of it without loading it.</summary>
    StrategyTraits Traits { get; }

    /// <summary>Trains, indexes or chooses shots. The time this takes is the strategy's preparation time.</summary>
    /// <exception cref="StrategyException">The spec asks what this model and these rows cannot give.</exception>
    Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation);
}

/// <summary>A strategy, prepared: answers requests.</summary>
public interface IPredictor : IDisposable
{
    /// <summary>Answers one input. Its wall time is the latency that reports show, unless it tells one itself.</summary>
    /// <exception cref="StrategyException">This input cannot be answered, for instance because it is longer than the window.</exception>
    ValueTask<PredictionResult> PredictAsync(string text, CancellationToken cancellation);

    /// <summary>The most requests that it may be asked at a time. On this machine they would only slow each other.</summary>
    int Concurrency => 1;

    /// <summary>Whether the first requests are slower than others, and may be asked for nothing.</summary>
    bool NeedsWarmUp => true;

    /// <summary>What the base could do before its weights were adapted, and what it can do since; null where they are as they were.</summary>
    Task<Probe?> ProbeAsync(CancellationToken cancellation) => Task.FromResult<Probe?>(null);

    /// <summary>What was prepared, in a few words: "shots 8", "index 21 examples, 64 chunks", "10 epochs, best at 6".</summary>
    string Detail { get; }

    /// <summary>What the reader must know to judge the figures, such as shots dropped because the window is full.</summary>
    ImmutableArray<string> Notes { get; }
}

/// <param name="PromptTokens">How many tokens the model read for this request.</param>
/// <param name="Citations">What was looked up for it, nearest first; empty where nothing is.</param>
/// <param name="Note">What the reader must know of this answer, so that it follows "For 3 requests …"; null for nothing.</param>
public sealed record PredictionResult(Prediction Prediction, int PromptTokens, ImmutableArray<Citation> Citations, string? Note = null)
{
    public PredictionResult(Prediction prediction, int promptTokens) : this(prediction, promptTokens, [])
    {
    }

    /// <summary>The texts that were looked up for it and that its answer may stand in; empty where nothing was.</summary>
    public ImmutableArray<string> Passages { get; init; } = [];

    /// <summary>How many tokens the model wrote, where they are paid for.</summary>
    public int CompletionTokens { get; init; }

    /// <summary>What a server took for it, without waiting for a turn or for a second attempt; null where the wall time counts.</summary>
    public TimeSpan? Took { get; init; }
}

/// <summary>Everything that a strategy may learn from.</summary>
/// <param name="Labels">In the order that <see cref="TrainingRow.Label"/> and <see cref="Prediction.Label"/> index.</param>
/// <param name="Examples">The rows of the training set, in declaration order.</param>
/// <param name="Documents">The documents that the strategy reads; empty for strategies that read none.</param>
/// <param name="Strategy">The candidate's own properties, defaults filled in.</param>
public sealed record StrategyContext(
    TaskSpec Task,
    ImmutableArray<LabelSpec> Labels,
    ImmutableArray<TrainingRow> Examples,
    ImmutableArray<DocumentText> Documents,
    StrategySpec Strategy,
    RunSeed Seed)
{
    /// <summary>The answer of an example as it stands in a prompt: its label, its answer, or its fields.</summary>
    public string AnswerOf(TrainingRow row) => Task.Kind switch
    {
        TaskKind.Classify => Labels[row.Label].Name,
        TaskKind.Answer => row.Values!.Value[0] is { } value ? PromptLayout.OneLine(value) : PromptLayout.NotInText,
        _ => FieldLine.Write(Task.Fields.Zip(row.Values!.Value, (field, value) => (field.Name, value))),
    };

    /// <summary>What the strategy is made of, where it combines others or asks them one after the other.</summary>
    public ImmutableArray<StrategyPart> Parts { get; init; } = [];

    /// <summary>Whether examples may be looked up; else only documents are.</summary>
    public bool SearchesExamples { get; init; } = true;

    /// <summary>The adapters that were trained elsewhere, by their paths in the spec.</summary>
    public ImmutableDictionary<string, AdapterFolder> Adapters { get; init; } = ImmutableDictionary<string, AdapterFolder>.Empty;

    /// <summary>The strategy of a kind that has a part in this one; null where there is none.</summary>
    public StrategySpec? Of(string kind) => Parts.Select(part => part.Strategy).Prepend(Strategy).FirstOrDefault(strategy => strategy.Kind == kind);

    /// <summary>What may be kept of the preparation, for the next run of the very same one; null where nothing is.</summary>
    public KeptFiles? Kept { get; init; }

    /// <summary>The same of a part that learns from some examples, by itself or in other strategies; null where nothing is kept.</summary>
    public Func<StrategyPart, ImmutableArray<TrainingRow>, KeptFiles?> KeptOf { get; init; } = (_, _) => null;

    /// <summary>Counts what the model reads while the strategy is prepared.</summary>
    public PreparationMeter Meter { get; init; } = new();

    /// <summary>Where what is searched is kept.</summary>
    public IndexPlaces Indexes { get; init; } = IndexPlaces.InMemory();
}

/// <param name="Stage">What runs now, in a few words: "epoch 6/10", "indexing".</param>
/// <param name="Fraction">How much of the preparation is done, 0 to 1; null where it cannot be told.</param>
public sealed record StrategyProgress(string Stage, double? Fraction = null, double? Loss = null)
{
    /// <summary>Whether a model is loaded, which is one step however long it takes.</summary>
    public bool IsLoading { get; init; }
}
