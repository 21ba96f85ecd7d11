using AdaptLab.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Tests.Transformer;

/// <summary>Decoders of two layers, eight wide, with weights large enough that every part of the computation shows.</summary>
internal static class TinyDecoder
{
    private static readonly DecoderConfig Plain = new()
    {
        VocabularySize = 29,
        HiddenSize = 8,
        IntermediateSize = 11,
        Layers = 2,
        Heads = 4,
        KeyValueHeads = 4,
        HeadSize = 2,
        Window = 24,
    };

    // Heads that together are wider than the hidden state, as some checkpoints have them.
    private static readonly DecoderConfig Grouped = Plain with { KeyValueHeads = 2, HeadSize = 6 };

    private static readonly Dictionary<string, DecoderConfig> Variants = new(StringComparer.Ordinal)
    {
        ["plain"] = Plain,
        ["grouped queries"] = Grouped,
        ["one key head"] = Plain with { KeyValueHeads = 1 },
        ["query, key and value biases"] = Grouped with { QkvBias = true, RopeTheta = 100, NormEpsilon = 1e-3 },
        ["tied embeddings"] = Plain with { TieEmbeddings = true },
        ["short convolution"] = Plain with { ShortConvolution = 4 },
        ["every bias"] = Plain with { QkvBias = true, OutputBias = true, FeedForwardBias = true },
        ["norms of queries and keys"] = Grouped with { QueryKeyNorm = true },
        ["a layer without positions"] = Plain with { NopeInterval = 2 },
        // Of six heads' three frequencies one is stretched, one between and one as it was.
        ["a stretched window"] = Grouped with { RopeTheta = 100, RopeScaling = new Llama3RopeScaling(8, 1, 4, 40) },
        ["everything"] = Grouped with { QkvBias = true, TieEmbeddings = true, ShortConvolution = 3 },
    };

    public static TheoryData<string> Names => [.. Variants.Keys];

    public static DecoderConfig Config(string variant) => Variants[variant];

    public static Decoder Create(string variant = "everything", int seed = 1, ScalarType type = ScalarType.Float32) => Create(Variants[variant], seed, type);

    public static Decoder Create(DecoderConfig config, int seed = 1, ScalarType type = ScalarType.Float32)
    {
        using var generator = new Generator((ulong)seed, CPU);
        var decoder = DecoderFactory.Build(config, (name, shape) =>
        {
            var random = randn(shape, ScalarType.Float64, generator: generator) * 0.3;
            return (name.EndsWith("norm.weight", StringComparison.Ordinal) ? random + 1 : random).to(type);
        });
        decoder.ComputeType = type;
        return decoder;
    }

    public static int[] RandomIds(int length, int seed, int vocabulary = 29)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.Next(vocabulary))];
    }

    /// <returns>[1, t]</returns>
    public static Tensor Batch(params ReadOnlySpan<int> ids) => tensor(ids.ToArray().Select(id => (long)id).ToArray()).unsqueeze(0);

    /// <returns>[t, v] of a single sequence.</returns>
    public static Tensor LogitsOf(Decoder decoder, ReadOnlySpan<int> ids) => decoder.Logits(decoder.Forward(Batch(ids))).squeeze(0);

    public static double MaxDifference(Tensor a, Tensor b)
    {
        Assert.Equal(a.shape, b.shape);
        return (a.to(ScalarType.Float64) - b.to(ScalarType.Float64)).abs().max().item<double>();
    }

    /// <summary>‖a − b‖ / ‖b‖.</summary>
    public static double RelativeDifference(Tensor a, Tensor b) =>
        ((a - b).to(ScalarType.Float64).norm() / b.to(ScalarType.Float64).norm()).item<double>();

    public static bool BitEqual(Tensor a, Tensor b) => a.dtype == b.dtype && a.shape.SequenceEqual(b.shape) && a.eq(b).all().ToBoolean();
}
