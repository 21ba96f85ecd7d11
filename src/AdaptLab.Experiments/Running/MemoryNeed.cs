using AdaptLab.Data.Planning;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;
using AdaptLab.Models.Transformer;
using AdaptLab.Results;

namespace AdaptLab.Experiments.Running;

/// <summary>The memory that a run takes at its highest, in bytes, estimated from the shapes before anything is loaded.</summary>
/// <param name="Weights">In float32, in the type that is computed in, and once more with adapters merged.</param>
/// <param name="Training">What a step keeps for its way back, with what is trained, its gradients and the optimizer's state; 0 where nothing is trained.</param>
public sealed record MemoryNeed(long Weights, long Training)
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

    public long Total => Program + Weights + Training;

    public static MemoryNeed Of(DecoderConfig model, Plan plan)
    {
        var trained = plan.Candidates.Where(candidate => TrainedParameters(model, candidate) > 0).ToArray();
        return new MemoryNeed(
            Parameters(model) * (trained.Length > 0 ? 8 : 6),
            trained.Select(candidate => TrainingOf(model, candidate)).DefaultIfEmpty().Max());
    }

    /// <summary>Null where it fits; else a line that says what is missing, and what to do.</summary>
    /// <param name="available">In bytes; null where it is not known.</param>
    public string? Refusal(string modelName, long? available) => available is not { } free || Total <= free ? null
        : $"The run would need about {Figures.Bytes(Total)} of memory ({Figures.Bytes(Weights)} for the weights of {modelName}"
        + (Training > 0 ? $", {Figures.Bytes(Training)} for training" : "")
        + $"), and {Figures.Bytes(free)} is free. Close other programs or take a smaller model; {AvailableMemory.Variable}=16GB allows as much as it says.";

    internal static long Parameters(DecoderConfig model)
    {
        long width = model.HiddenSize;
        return (model.VocabularySize * width * (model.TieEmbeddings ? 1 : 2)) + (model.Layers * LayerParameters(model)) + width;
    }

    private static long LayerParameters(DecoderConfig model)
    {
        long width = model.HiddenSize, queries = (long)model.Heads * model.HeadSize, keys = (long)model.KeyValueHeads * model.HeadSize;
        return (2 * width * queries) + (2 * width * keys) + (3 * width * model.IntermediateSize) + (2 * width);
    }

    private static long TrainingOf(DecoderConfig model, PlannedCandidate candidate)
    {
        var rows = candidate.Folds.Max(fold => fold.Training.Length);
        var longest = candidate.Folds.SelectMany(fold => fold.Training).Select(row => row.Text.Length).DefaultIfEmpty().Max();
        // Beside shots or passages, a request fills as much of the window as it may.
        var isAlone = candidate.Parts.All(part => !part.IsHybrid) && candidate.Strategy.Properties.List("combine").IsEmpty;
        long tokens = isAlone ? Math.Min(model.Window, (longest / CharactersPerToken) + 16) : model.Window;
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
        "finetune" when strategy.Properties.Number("layers") == PropertySchema.All => Parameters(model),
        "finetune" => Math.Min(strategy.Properties.Integer("layers"), model.Layers) * LayerParameters(model),
        "scratch" => Parameters(model),
        _ => 0,
    };
}
