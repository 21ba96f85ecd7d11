using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Transformer;

namespace AdaptLab.Models.Tests.Transformer;

/// <summary>A decoder from the parts that read a Hugging Face folder.</summary>
internal static class CheckpointFolder
{
    public static Decoder Load(string folder)
    {
        using var weights = ModelWeights.Open(folder);
        return DecoderFactory.Build(HuggingFaceConfig.Read(folder), (name, _) =>
        {
            var (file, entry) = weights.Required(name);
            return file.ReadTensor(entry);
        });
    }
}
