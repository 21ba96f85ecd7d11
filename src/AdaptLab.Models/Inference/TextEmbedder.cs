using AdaptLab.Models.Transformer;
using static TorchSharp.torch;

namespace AdaptLab.Models.Inference;

/// <summary>Texts as vectors of length one, near where they mean alike: the mean state of a text's tokens.</summary>
/// <remarks>Nano is trained for that, with <see cref="DecoderConfig.EmbeddingBlock"/> saying after which block; of other
/// decoders the final states are taken.</remarks>
public sealed class TextEmbedder(Decoder decoder)
{
    /// <summary>Numbers in a vector.</summary>
    public int Dimensions => decoder.Config.HiddenSize;

    /// <param name="ids">Tokens of the text, at least one; those beyond the window are not read.</param>
    public float[] Embed(ReadOnlySpan<int> ids)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var read = ids[..Math.Min(ids.Length, decoder.Config.Window)];
        var states = decoder.Forward(PromptPrefix.Row(read), lastBlock: decoder.Config.EmbeddingBlock).to(ScalarType.Float32);
        return nn.functional.normalize(states.mean([1])).data<float>().ToArray();
    }
}
