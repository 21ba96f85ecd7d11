using AdaptLab.Models.Transformer;
using AdaptLab.Pretraining;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Benchmarks;

/// <summary>nano's shape with random weights: what a request costs, in each type.</summary>
public sealed class DecoderBenchmarks : IDisposable
{
    private readonly Decoder _float32 = DecoderFactory.Random(PretrainingRun.Config, seed: 1);
    private readonly Decoder _cast = DecoderFactory.Random(PretrainingRun.Config, seed: 1);
    private readonly Decoder _bfloat16;

    public DecoderBenchmarks()
    {
        _cast.ComputeType = ScalarType.BFloat16;
        var weights = _float32.Weights().ToDictionary(w => w.Name, w => w.Weight, StringComparer.Ordinal);
        _bfloat16 = DecoderFactory.Build(PretrainingRun.Config, (name, _) => weights[name].to(ScalarType.BFloat16));
        _bfloat16.ComputeType = ScalarType.BFloat16;
    }

    public IEnumerable<Benchmark> All()
    {
        (string Name, Decoder Decoder)[] variants =
            [("float32", _float32), ("bfloat16 over float32 weights", _cast), ("bfloat16", _bfloat16)];
        foreach (var length in (int[])[1, 40, 200, 400])
            foreach (var (name, decoder) in variants)
                yield return Forward($"decoder, {length} tokens,", name, decoder, batch: 1, length);
        foreach (var (name, decoder) in variants)
            yield return Forward("decoder, 16 times 64 tokens,", name, decoder, batch: 16, length: 64);
        foreach (var (name, decoder) in variants)
            yield return Continue("decoder, 16 times 30 tokens after 400,", name, decoder);
    }

    /// <summary>Reads a text and answers the logits of what follows.</summary>
    private static Benchmark Forward(string group, string variant, Decoder decoder, int batch, int length)
    {
        var ids = RandomIds(batch, length);
        return new Benchmark(group, variant, batch * length, "tokens", () =>
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            decoder.Logits(decoder.Forward(ids).select(1, length - 1)).sum().item<float>();
            return Task.CompletedTask;
        });
    }

    /// <summary>Goes on from a prefix that was read before, as scoring many requests after the same shots does.</summary>
    private static Benchmark Continue(string group, string variant, Decoder decoder)
    {
        var ids = RandomIds(16, 30);
        var cache = new DecoderCache(decoder.Config.Layers);
        using (no_grad())
        using (NewDisposeScope())
            decoder.Forward(RandomIds(1, 400), cache);
        return new Benchmark(group, variant, 16 * 30, "tokens", () =>
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            using var fork = cache.Fork(16);
            decoder.Logits(decoder.Forward(ids, fork).select(1, 29)).sum().item<float>();
            return Task.CompletedTask;
        });
    }

    private static Tensor RandomIds(int batch, int length)
    {
        using var generator = new Generator(7, CPU);
        return randint(0, PretrainingRun.VocabularySize, [batch, length], ScalarType.Int64, generator: generator).DetachFromDisposeScope();
    }

    public void Dispose()
    {
        _float32.Dispose();
        _cast.Dispose();
        _bfloat16.Dispose();
    }
}
