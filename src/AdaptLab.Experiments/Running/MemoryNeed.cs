using AdaptLab.Data.Planning;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;
using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Transformer;
using AdaptLab.Results;

namespace AdaptLab.Experiments.Running;

/// <summary>The memory that a candidate takes at its highest, in bytes, estimated from the shapes before anything is loaded.</summary>
/// <param name="Weights">As they are stored, in the type that is computed in where that is another, and once more with adapters merged.</param>
/// <param name="Cache">Keys and values of what has been read.</param>
/// <param name="Training">What a step keeps for its way back, with what is trained, its gradients and the optimizer's state; 0 where nothing is trained.</param>
public sealed record MemoryNeed(long Weights, long Cache, long Training)
{
    /// <summary>The runtime and libtorch themselves.</summary>
    private const long Program = 400_000_000;

    /// <summary>What attention and the norms of a layer keep for each token, in multiples of its width.</summary>
    private const int KeptWidths = 16;

    /// <summary>What the feed-forward network keeps, in multiples of its own.</summary>
    private const int KeptFeedForwardWidths = 4;

    /// <summary>English text has more; a low figure errs on the safe side.</summary>
    private const int CharactersPerToken = 3;

    /// <summary>A parameter, its gradient and two moments, in float32.</summary>
    private const int TrainedBytes = 16;

    /// <summary>Of a prompt besides examples and passages: the instruction, the labels, the input.</summary>
    private const int OtherTokens = 256;

    public long Total => Program + Weights + Cache + Training;

    /// <param name="labels">How many answers are scored beside each other.</param>
    /// <param name="model">What is adapted.</param>
    /// <param name="embedderBytes">Of a second network that is open while the candidate runs; 0 for none.</param>
    /// <param name="computeBytes">Of a number in the type that is computed in.</param>
    public static MemoryNeed Of(PlannedCandidate candidate, int labels, CheckpointShape model, long embedderBytes, int computeBytes)
    {
        var trains = TrainedParameters(model.Config, candidate) > 0;
        return new MemoryNeed(
            Loaded(model, computeBytes) + (trains ? model.Config.Parameters * computeBytes : 0) + embedderBytes,
            // What prompts begin with, a copy that goes on from it, and one for each answer.
            Tokens(model.Config, candidate) * (2 + labels) * model.Config.Layers * 2 * model.Config.KeyValueHeads * model.Config.HeadSize * computeBytes,
            trains ? TrainingOf(model.Config, candidate) : 0);
    }

    /// <summary>A model's weights as they are stored, and once more in the type that is computed in where that is another.</summary>
    public static long Loaded(CheckpointShape model, int computeBytes) => model.Config.Parameters * (model.WeightBytes + (model.WeightBytes == computeBytes ? 0 : computeBytes));

    /// <summary>Null where it fits; else a line that says what is missing, and what to do.</summary>
    /// <param name="available">In bytes; null where it is not known.</param>
    public string? Refusal(string modelName, long? available) => available is not { } free || Total <= free ? null
        : $"The run would need about {Figures.Bytes(Total)} of memory ({Figures.Bytes(Weights)} for the weights of {modelName}"
        + (Cache > 0 ? $", {Figures.Bytes(Cache)} for what it has read" : "")
        + (Training > 0 ? $", {Figures.Bytes(Training)} for training" : "")
        + $"), and {Figures.Bytes(free)} is free. Close other programs or take a smaller model; {AvailableMemory.Variable}=16GB allows as much as it says.";

    /// <summary>The longest request, roughly.</summary>
    private static long Tokens(DecoderConfig model, PlannedCandidate candidate)
    {
        var passages = candidate.Strategy.Kind switch
        {
            "prompt" => candidate.Strategy.Properties.Integer("shots"),
            "rag" => candidate.Strategy.Properties.Integer("retrieve"),
            _ => 0,
        };
        var passage = Math.Max(LongestTokens(candidate), candidate.Documents.Select(document => document.ChunkTokens).DefaultIfEmpty().Max());
        return Math.Min(model.Window, OtherTokens + ((long)passages * passage));
    }

    private static int LongestTokens(PlannedCandidate candidate) =>
        candidate.Folds.SelectMany(fold => fold.Training).Select(row => row.Text.Length).DefaultIfEmpty().Max() / CharactersPerToken;

    private static long TrainingOf(DecoderConfig model, PlannedCandidate candidate)
    {
        var rows = candidate.Folds.Max(fold => fold.Training.Length);
        // Beside shots or passages, a request fills as much of the window as it may.
        var isAlone = candidate.Parts.All(part => !part.IsHybrid) && candidate.Strategy.Properties.List("combine").IsEmpty;
        long tokens = isAlone ? Math.Min(model.Window, LongestTokens(candidate) + 16) : model.Window;
        long batch = rows switch { < 64 => 4, < 200 => 8, _ => 16 };
        var kept = batch * tokens * model.Layers
            * ((KeptWidths * (long)model.HiddenSize) + (KeptFeedForwardWidths * (long)model.IntermediateSize) + (model.Heads * tokens)) * sizeof(float);
        return kept + (TrainedParameters(model, candidate) * TrainedBytes);
    }

    /// <summary>Of a cascade, the step that trains most.</summary>
    private static long TrainedParameters(DecoderConfig model, PlannedCandidate candidate) => candidate.Strategies.Max(strategy => TrainedParameters(model, strategy));

    /// <summary>0 for a strategy that trains nothing of the network.</summary>
    private static long TrainedParameters(DecoderConfig model, StrategySpec strategy) => strategy.Kind switch
    {
        // Seven layers of a block, each with A and B.
        "lora" when strategy.Properties.Has("adapter") => 0,
        "lora" => strategy.Properties.Integer("rank") * (long)model.Layers * ((9L * model.HiddenSize) + (3L * model.IntermediateSize) + (2L * model.Heads * model.HeadSize)),
        "finetune" when strategy.Properties.Number("layers") == PropertySchema.All => model.Parameters,
        "finetune" => Math.Min(strategy.Properties.Integer("layers"), model.Layers) * model.LayerParameters,
        "scratch" => model.Parameters,
        _ => 0,
    };
}
