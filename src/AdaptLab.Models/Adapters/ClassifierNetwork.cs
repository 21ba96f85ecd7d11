using AdaptLab.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Adapters;

/// <summary>A decoder with a linear classifier on the mean of its final states, of which the classifier and some of the
/// decoder's layers can be trained.</summary>
public sealed class ClassifierNetwork : IDisposable
{
    private readonly TrainedDecoder _trained;
    private readonly Tensor _weight;
    private readonly Tensor _bias;

    /// <param name="decoder">Owned from then on.</param>
    public ClassifierNetwork(TrainedDecoder decoder, int classes)
    {
        _trained = decoder;
        _weight = zeros(classes, decoder.Decoder.Config.HiddenSize).DetachFromDisposeScope().requires_grad_(true);
        _bias = zeros(classes).DetachFromDisposeScope().requires_grad_(true);
    }

    /// <summary>The network under the classifier, with the weights that it has by now.</summary>
    public Decoder Decoder => _trained.Decoder;

    /// <summary>What can be trained of the decoder.</summary>
    public IReadOnlyList<Tensor> Backbone => _trained.Weights;

    /// <summary>The classifier's weights and biases.</summary>
    public IReadOnlyList<Tensor> Head => [_weight, _bias];

    /// <summary>Begins with a classifier that was fitted to the frozen states (Kumar et al. 2022: fine-tuning from a random
    /// head distorts the features before the head is of any use).</summary>
    public void StartFrom(LinearClassifier classifier)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (weights, biases) = classifier.DenseParameters();
        _weight.copy_(tensor(weights));
        _bias.copy_(tensor(biases));
    }

    /// <summary>[b, classes] logits in float32.</summary>
    /// <param name="texts">Token ids, each at least one.</param>
    /// <param name="rows">To pad to; at least as many as texts. The logits of padding are left out.</param>
    public Tensor Logits(IReadOnlyList<int[]> texts, int rows)
    {
        var length = PaddedBatch.Length(texts.Max(text => text.Length), _trained.Decoder.Config.Window);
        var (ids, shares) = (new long[rows, length], new float[rows, length]);
        for (var i = 0; i < texts.Count; i++)
            for (var j = 0; j < texts[i].Length; j++)
                (ids[i, j], shares[i, j]) = (texts[i][j], 1f / texts[i].Length);
        var states = _trained.Decoder.Forward(tensor(ids)).to(ScalarType.Float32);                           // [b, t, d]
        var means = nn.functional.normalize((states * tensor(shares).unsqueeze(2)).sum(1)).narrow(0, 0, texts.Count);
        return nn.functional.linear(means, _weight, _bias);
    }

    /// <returns>For each class its probability.</returns>
    public float[] Probabilities(int[] text)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return nn.functional.softmax(Logits([text], 1), 1).data<float>().ToArray();
    }

    public void Dispose()
    {
        foreach (var trained in Head) trained.grad?.Dispose();
        _trained.Dispose();
        _weight.Dispose();
        _bias.Dispose();
    }
}
