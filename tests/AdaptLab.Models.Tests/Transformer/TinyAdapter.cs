using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Tests.Transformer;

/// <summary>LoRA adapters around the projections of a tiny decoder, as PEFT starts them (A random, B zero), and a few steps of training.</summary>
internal static class TinyAdapter
{
    public static Decoder On(Decoder decoder, AdapterTargets targets, int seed) =>
        On(decoder, new AdapterConfig { Rank = 3, Alpha = 6, Targets = targets }, seed);

    public static Decoder On(Decoder decoder, AdapterConfig config, int seed)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return decoder.Adapted((path, projection) =>
        {
            if (projection is not DenseProjection dense || !config.Targets.Include(path)) return projection;
            using var scope = NewDisposeScope();
            var rank = config.RankOf(path);
            var a = randn([rank, dense.Weight.shape[1]], generator: generator) * 0.3;
            return new LoraProjection(
                dense, a.DetachFromDisposeScope(), zeros(dense.Weight.shape[0], rank).DetachFromDisposeScope(), config.ScalingOf(path), config.Dropout,
                config.UseDora ? LoraProjection.InitialMagnitude(dense).DetachFromDisposeScope() : null);
        });
    }

    public static Decoder Trained(Decoder decoder, AdapterTargets targets, int seed, int[] ids) =>
        Trained(decoder, new AdapterConfig { Rank = 3, Alpha = 6, Targets = targets }, seed, ids);

    public static Decoder Trained(Decoder decoder, AdapterConfig config, int seed, int[] ids)
    {
        var adapted = On(decoder, config, seed);
        Train(adapted, ids, steps: 4);
        return adapted;
    }

    public static IEnumerable<LoraProjection> Adapters(Decoder decoder) => Modules(decoder, (_, adapter) => adapter);

    /// <summary>As <see cref="PeftAdapter.Save(string, AdapterConfig, IEnumerable{ValueTuple{string, Tensor, Tensor, Tensor}})"/> takes them.</summary>
    public static IEnumerable<(string Module, Tensor A, Tensor B, Tensor? Magnitude)> Modules(Decoder decoder) =>
        Modules(decoder, (path, adapter) => (path, adapter.A, adapter.B, adapter.Magnitude));

    private static IEnumerable<T> Modules<T>(Decoder decoder, Func<string, LoraProjection, T> of) =>
        from indexed in decoder.Blocks.Index()
        from part in indexed.Item.Projections()
        where part.Projection is LoraProjection
        select of($"model.layers.{indexed.Index}.{part.Path}", (LoraProjection)part.Projection);

    /// <summary>Gradient descent on predicting each id from those before it.</summary>
    /// <returns>The loss before each step.</returns>
    public static double[] Train(Decoder decoder, int[] ids, int steps)
    {
        var weights = Adapters(decoder).SelectMany(adapter => adapter.Trained).ToArray();
        foreach (var weight in weights) weight.requires_grad_(true);
        var losses = new double[steps];
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var logits = TinyDecoder.LogitsOf(decoder, ids.AsSpan(0, ids.Length - 1));
            var loss = nn.functional.cross_entropy(logits, tensor(ids[1..].Select(id => (long)id).ToArray()));
            loss.backward();
            losses[step] = loss.item<float>();
            using var noGrad = no_grad();
            foreach (var weight in weights)
            {
                var gradient = weight.grad!;
                weight.sub_(gradient * 0.2);
                gradient.zero_();
            }
        }

        foreach (var weight in weights) weight.requires_grad_(false);
        return losses;
    }
}
