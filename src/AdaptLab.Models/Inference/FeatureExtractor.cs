using AdaptLab.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Inference;

/// <summary>Where in the network a text's states are averaged.</summary>
public enum Pooling
{
    /// <summary>Before any block: what the words are.</summary>
    Words,

    /// <summary>After the block that serves embeddings; of models without one, after the middle block.</summary>
    Middle,

    /// <summary>After the last block, as the next token is predicted from.</summary>
    Last,
}

/// <summary>Texts as frozen features: the mean states of their tokens at several depths, from one pass.</summary>
public sealed class FeatureExtractor(Decoder decoder)
{
    private readonly int _middle = decoder.Config.EmbeddingBlock ?? Math.Max(1, decoder.Config.Layers / 2);

    /// <summary>Numbers in each vector.</summary>
    public int Dimensions => decoder.Config.HiddenSize;

    /// <param name="ids">Tokens of the text, at least one and no more than the window.</param>
    /// <param name="deepest">No block beyond it is computed.</param>
    /// <returns>For each <see cref="Pooling"/> up to <paramref name="deepest"/>, in its order, a vector of length one.</returns>
    public float[][] Extract(ReadOnlySpan<int> ids, Pooling deepest = Pooling.Last)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var row = PromptPrefix.Row(ids);
        var words = Mean(decoder.Embed(row));
        if (deepest == Pooling.Words) return [words];
        if (deepest == Pooling.Middle) return [words, Mean(decoder.Forward(row, lastBlock: _middle))];
        Tensor? middle = null;
        var last = decoder.Forward(row, observe: (block, state) =>
        {
            if (block == _middle - 1) middle = state;
        });
        return [words, Mean(middle!), Mean(last)];
    }

    private static float[] Mean(Tensor states) => nn.functional.normalize(states.to(ScalarType.Float32).mean([1])).data<float>().ToArray();
}
