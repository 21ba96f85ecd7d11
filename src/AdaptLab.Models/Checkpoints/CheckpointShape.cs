using AdaptLab.Models.Transformer;

namespace AdaptLab.Models.Checkpoints;

/// <summary>What a checkpoint will be in memory, known from its headers: nothing is loaded.</summary>
/// <param name="IsBfloat16">Whether the weights are, and so take two bytes each instead of four.</param>
public sealed record CheckpointShape(DecoderConfig Config, bool IsBfloat16)
{
    /// <summary>Bytes of one weight.</summary>
    public int WeightBytes => IsBfloat16 ? 2 : 4;

    /// <exception cref="ModelLoadException">A file is missing, damaged, or asks for what is not supported.</exception>
    public static CheckpointShape Read(string folder)
    {
        var config = HuggingFaceConfig.Read(folder);
        // Every shard is opened: one that is missing is better known now than when a run has come to it.
        using var weights = ModelWeights.Open(folder);
        return new CheckpointShape(config, weights.Required("model.embed_tokens.weight").Entry.DType == DType.BF16);
    }
}
