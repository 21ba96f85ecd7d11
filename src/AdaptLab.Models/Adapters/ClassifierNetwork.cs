using AdaptLab.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Adapters;

/// <summary>A decoder with a linear classifier on the mean of its final states, of which the classifier and some of the
/// decoder's layers can be trained.</summary>
public sealed class ClassifierNetwork : IDisposable
{
    private readonly Decoder _decoder;
    private readonly Tensor _weight;
    private readonly Tensor _bias;

    /// <param name="decoder">Owned from then on.</param>
    private ClassifierNetwork(Decoder decoder, IReadOnlyList<Tensor> backbone, int classes)
    {
        _decoder = decoder;
        Backbone = backbone;
        _weight = zeros(classes, decoder.Config.HiddenSize).DetachFromDisposeScope().requires_grad_(true);
        _bias = zeros(classes).DetachFromDisposeScope().requires_grad_(true);
    }

    /// <summary>What can be trained of the decoder.</summary>
    public IReadOnlyList<Tensor> Backbone { get; }

    /// <summary>The classifier's weights and biases.</summary>
    public IReadOnlyList<Tensor> Head => [_weight, _bias];

    /// <summary>A copy of the projections of the top layers is trained; all else is shared with <paramref name="decoder"/>, which must outlive it.</summary>
    /// <param name="layers">How many; at least 1, and all of them where there are fewer.</param>
    public static ClassifierNetwork OnTopOf(Decoder decoder, int layers, int classes)
    {
        var first = Math.Max(0, decoder.Config.Layers - layers);
        var trained = new List<Tensor>();
        var top = decoder.Adapted((path, projection) =>
        {
            if (LayerOf(path) < first) return projection;
            var copy = ((DenseProjection)projection).TrainableCopy();
            trained.AddRange(copy.Weights().Select(w => w.Weight));
            return copy;
        });
        return new ClassifierNetwork(top, trained, classes);
    }

    /// <summary>A copy of the whole network, all of it trained.</summary>
    public static ClassifierNetwork Whole(Decoder decoder, ScalarType computeType, int classes) => Trained(decoder.Copy(ScalarType.Float32), computeType, classes);

    /// <summary>The same network with random weights, all of them trained.</summary>
    public static ClassifierNetwork FromScratch(DecoderConfig config, ScalarType computeType, int classes, long seed) =>
        Trained(DecoderFactory.Random(config, seed), computeType, classes);

    private static ClassifierNetwork Trained(Decoder decoder, ScalarType computeType, int classes)
    {
        decoder.ComputeType = computeType;
        var trained = decoder.Weights().Select(w => w.Weight).ToArray();
        foreach (var weight in trained) weight.requires_grad_(true);
        return new ClassifierNetwork(decoder, trained, classes);
    }

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
        var length = PaddedBatch.Length(texts.Max(text => text.Length), _decoder.Config.Window);
        var (ids, shares) = (new long[rows, length], new float[rows, length]);
        for (var i = 0; i < texts.Count; i++)
            for (var j = 0; j < texts[i].Length; j++)
                (ids[i, j], shares[i, j]) = (texts[i][j], 1f / texts[i].Length);
        var states = _decoder.Forward(tensor(ids)).to(ScalarType.Float32);                                   // [b, t, d]
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

    /// <summary>Copies of all that can be trained, to go back to with <see cref="Restore"/>.</summary>
    public Tensor[] Keep()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return [.. Backbone.Concat(Head).Select(weight => weight.detach().clone().DetachFromDisposeScope())];
    }

    /// <param name="kept">From <see cref="Keep"/>.</param>
    public void Restore(IReadOnlyList<Tensor> kept)
    {
        using var noGrad = no_grad();
        foreach (var (weight, value) in Backbone.Concat(Head).Zip(kept)) weight.copy_(value);
    }

    private static int LayerOf(string path) => int.Parse(path.Split('.')[2]);

    public void Dispose()
    {
        foreach (var trained in Backbone.Concat(Head)) trained.grad?.Dispose();
        _decoder.Dispose();
        _weight.Dispose();
        _bias.Dispose();
    }
}
