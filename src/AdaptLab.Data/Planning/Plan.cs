using System.Collections.Immutable;
using AdaptLab.Language.Binding;
using AdaptLab.Results;

namespace AdaptLab.Data.Planning;

/// <summary>What a comparison will run: every strategy on every training set, on the same eval rows in the same order.</summary>
/// <param name="Rows">What every candidate answers. <see cref="Fold.Rows"/> indexes it.</param>
/// <param name="Requirements">Those of the spec that can be judged by what is run.</param>
/// <param name="Notes">What the reader must know to judge the figures, for the record.</param>
public sealed record Plan(
    TaskSpec Task,
    string Metric,
    ImmutableArray<LabelSpec> Labels,
    ImmutableArray<EvalRowInfo> Rows,
    ImmutableArray<PlannedCandidate> Candidates,
    ImmutableArray<Requirement> Requirements,
    ImmutableArray<string> Notes)
{
    /// <summary>The adapters that strategies name, by their paths in the spec.</summary>
    public ImmutableDictionary<string, AdapterFolder> Adapters { get; init; } = ImmutableDictionary<string, AdapterFolder>.Empty;

    /// <summary>As a spec writes it: "classify".</summary>
    public string TaskKind => Task.Kind.ToString().ToLowerInvariant();

    /// <summary>What an answer refers to by its index: the labels, or the fields of an `extract` task; empty for an `answer` task.</summary>
    public ImmutableArray<string> AnswerNames => [.. (Task.Kind == Language.Binding.TaskKind.Extract ? Task.Fields : Labels).Select(named => named.Name)];

    /// <summary>Within which two strategies count as equivalent, as a share; null for none.</summary>
    public double? Margin { get; init; }

    /// <summary>Whether candidates that adapt the base's weights are asked what it could do before.</summary>
    public bool ProbesBase { get; init; }

    /// <summary>What an hour of the machine costs; null where the spec does not say. It shapes no answer.</summary>
    public double? MachineHour { get; init; }

    /// <summary>Those that its candidates use, each once, in the order in which they are needed.</summary>
    public ImmutableArray<ModelSpec> Models => [.. Candidates.SelectMany(candidate => candidate.Models).DistinctBy(model => model.Name)];

    /// <summary>The largest number of seeds that any candidate is run with.</summary>
    public int Seeds => Candidates.IsEmpty ? 0 : Candidates.Max(candidate => candidate.Seeds.Length);
}

/// <summary>One strategy on one training set.</summary>
/// <param name="Traits">Of the kind that runs it: of a hybrid, that of its parts which trains.</param>
/// <param name="TrainingSet">As shown: "expert", "expert + contractors".</param>
/// <param name="Examples">How many examples the training set holds.</param>
/// <param name="Documents">Those that the strategy reads; empty for one that reads none.</param>
/// <param name="Folds">One, unless the comparison is cross-validated. Each eval row is in exactly one of them.</param>
public sealed record PlannedCandidate(
    StrategyTraits Traits,
    StrategySpec Strategy,
    string TrainingSet,
    int Examples,
    ImmutableArray<Fold> Folds,
    ImmutableArray<DocumentText> Documents,
    ImmutableArray<int> Seeds)
{
    /// <summary>What it is made of, where it combines strategies or asks one after the other.</summary>
    public ImmutableArray<StrategyPart> Parts { get; init; } = [];

    /// <summary>Its own, and those of its parts.</summary>
    public IEnumerable<StrategySpec> Strategies => Parts.SelectMany(part => part.AndBelow).Select(part => part.Strategy).Prepend(Strategy);

    /// <summary>Whether examples may be looked up; else only documents are, and examples serve for training alone.</summary>
    public bool SearchesExamples { get; init; } = true;

    /// <summary>What the strategy adapts.</summary>
    public required ModelSpec Model { get; init; }

    /// <summary>What makes the vectors that the strategy searches by; null where that is the model itself, or where nothing is searched.</summary>
    public ModelSpec? Embedder { get; init; }

    /// <summary>Those that must be open while it runs.</summary>
    public ImmutableArray<ModelSpec> Models => Embedder is null ? [Model] : [Model, Embedder];

    /// <summary>The part of each fold's examples that is learnt from, for a point of a learning curve; null for all of them.</summary>
    public TrainingPart? Part { get; init; }

    /// <summary>What is learnt from.</summary>
    /// <param name="fold">Index into the folds.</param>
    /// <param name="seed">One of the seeds.</param>
    public ImmutableArray<TrainingRow> Training(int fold, int seed) => Part is null ? Folds[fold].Training : Part.Of(Folds[fold].Training, seed);

    /// <summary>"lora on expert"; of a point of a learning curve, "lora on 8 of expert".</summary>
    public string Name => $"{Strategy.Name} on {TrainingSet}";
}

/// <summary>What to learn from, and the eval rows to answer with what was learnt.</summary>
public sealed record Fold(ImmutableArray<TrainingRow> Training, ImmutableArray<int> Rows);
