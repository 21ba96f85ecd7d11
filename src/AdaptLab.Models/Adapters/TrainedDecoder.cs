using AdaptLab.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Adapters;

/// <summary>A decoder some of whose own weights can be trained.</summary>
public sealed class TrainedDecoder : IDisposable
{
    /// <param name="decoder">Owned from then on.</param>
    private TrainedDecoder(Decoder decoder, IReadOnlyList<Tensor> weights) => (Decoder, Weights) = (decoder, weights);

    public Decoder Decoder { get; }

    /// <summary>What can be trained of it.</summary>
    public IReadOnlyList<Tensor> Weights { get; }

    /// <summary>A copy of the projections of the top layers is trained; all else is shared with <paramref name="decoder"/>, which must outlive it.</summary>
    /// <param name="layers">How many; at least 1, and all of them where there are fewer.</param>
    public static TrainedDecoder OnTopOf(Decoder decoder, int layers)
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
        return new TrainedDecoder(top, trained);
    }

    /// <summary>A copy of the whole network, all of it trained.</summary>
    public static TrainedDecoder Whole(Decoder decoder, ScalarType computeType) => Trained(decoder.Copy(ScalarType.Float32), computeType);

    /// <summary>The same network with random weights, all of them trained.</summary>
    public static TrainedDecoder FromScratch(DecoderConfig config, ScalarType computeType, long seed) => Trained(DecoderFactory.Random(config, seed), computeType);

    /// <summary>Ends the training and leaves the decoder to the caller.</summary>
    public Decoder Release()
    {
        foreach (var weight in Weights)
        {
            weight.grad?.Dispose();
            weight.requires_grad_(false);
        }

        return Decoder;
    }

    public void Dispose() => Release().Dispose();

    private static TrainedDecoder Trained(Decoder decoder, ScalarType computeType)
    {
        decoder.ComputeType = computeType;
        var weights = decoder.Weights().Select(w => w.Weight).ToArray();
        foreach (var weight in weights) weight.requires_grad_(true);
        return new TrainedDecoder(decoder, weights);
    }

    private static int LayerOf(string path) => int.Parse(path.Split('.')[2]);
}
