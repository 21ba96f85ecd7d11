using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;
using static AdaptLab.Models.Tests.Transformer.TinyDecoder;

namespace AdaptLab.Models.Tests.Transformer;

/// <summary>The count of live tensors is the process's: tests that compare it run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LiveTensors
{
    public const string Name = "Live tensors";
}

[Collection(LiveTensors.Name)]
public sealed class TensorLeakTests
{
    [Fact]
    public void Making_and_disposing_a_decoder() => AssertNothingLeft(() => Create().Dispose());

    [Fact]
    public void Making_a_decoder_with_random_weights() => AssertNothingLeft(() => DecoderFactory.Random(Config("everything"), 1).Dispose());

    [Fact]
    public void Loading_and_disposing_a_checkpoint()
    {
        using var folder = new TemporaryFolder();
        Save(folder);
        AssertNothingLeft(() => CheckpointFolder.Load(folder.Path).Dispose());
    }

    [Fact]
    public void A_checkpoint_that_turns_out_incomplete()
    {
        using var folder = new TemporaryFolder();
        Save(folder, except: "model.layers.1.mlp.down_proj.weight");
        AssertNothingLeft(() => Assert.Throws<ModelLoadException>(() => CheckpointFolder.Load(folder.Path)));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Reading_a_text(ScalarType type)
    {
        using var decoder = Create();
        decoder.ComputeType = type;
        AssertNothingLeft(() =>
        {
            using var scope = NewDisposeScope();
            LogitsOf(decoder, RandomIds(9, 1));
        });
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Reading_on_from_a_cache_and_its_forks(ScalarType type)
    {
        using var decoder = Create();
        decoder.ComputeType = type;
        AssertNothingLeft(() =>
        {
            using var cache = new DecoderCache(decoder.Config.Layers);
            for (var i = 0; i < 3; i++)
            {
                using var scope = NewDisposeScope();
                decoder.Forward(Batch(RandomIds(3, i)), cache);
            }

            using var fork = cache.Fork(2);
            using var last = NewDisposeScope();
            decoder.Forward(cat([Batch(1), Batch(2)], 0), fork);
        });
    }

    [Fact]
    public void Reading_that_is_refused_halfway()
    {
        using var decoder = Create();
        AssertNothingLeft(() =>
        {
            using var scope = NewDisposeScope();
            using var cache = new DecoderCache(decoder.Config.Layers);
            decoder.Forward(Batch(RandomIds(20, 1)), cache);
            Assert.Throws<ArgumentException>(() => decoder.Forward(Batch(RandomIds(20, 1)), cache));
        });
    }

    [Fact]
    public void Training_merging_and_disposing_an_adapter()
    {
        using var decoder = Create();
        AssertNothingLeft(() =>
        {
            using var adapted = TinyAdapter.On(decoder, AdapterTargets.AllLinear, seed: 1);
            TinyAdapter.Train(adapted, RandomIds(9, 1), steps: 2);
            foreach (var adapter in TinyAdapter.Adapters(adapted)) adapter.Merge();
            foreach (var adapter in TinyAdapter.Adapters(adapted)) adapter.Unmerge();
            foreach (var adapter in TinyAdapter.Adapters(adapted)) adapter.Merge();
        });
        // What the adapter was wrapped around is still there.
        using var scope = NewDisposeScope();
        LogitsOf(decoder, RandomIds(9, 1));
    }

    private static void AssertNothingLeft(Action action)
    {
        action();
        // Garbage of earlier tests must not be collected between the two counts; what this action leaves behind must not
        // be collected before the second.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        action();
        Assert.Equal(before, Tensor.TotalCount);
    }

    private static void Save(TemporaryFolder folder, string? except = null)
    {
        using var decoder = Create();
        HuggingFaceConfig.Write(folder.File("config.json"), decoder.Config, []);
        TorchTensors.Write(folder.File("model.safetensors"), decoder.Weights().Where(w => w.Name != except));
    }
}
