using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;
using static AdaptLab.Models.Tests.Transformer.TinyDecoder;

namespace AdaptLab.Models.Tests.Transformer;

/// <summary>What every adapter must keep to, whichever layers it is for and whatever the decoder is made of.</summary>
public sealed class LoraContractTests
{
    private static readonly int[] Ids = RandomIds(12, 6);

    public static TheoryData<string> Variants => Names;

    /// <summary>Every way in which B·A can act.</summary>
    public static TheoryData<bool, bool> Kinds => new() { { false, false }, { true, false }, { false, true }, { true, true } };

    private static AdapterConfig Config(bool rankStabilised, bool dora) =>
        new() { Rank = 3, Alpha = 6, Targets = AdapterTargets.AllLinear, UseRankStabilised = rankStabilised, UseDora = dora };

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_new_adapter_changes_nothing(string variant)
    {
        using var scope = NewDisposeScope();
        using var decoder = Create(variant);
        using var adapted = TinyAdapter.On(decoder, AdapterTargets.AllLinear, seed: 1);
        Assert.True(BitEqual(LogitsOf(adapted, Ids), LogitsOf(decoder, Ids)));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Training_changes_the_adapters_alone(string variant)
    {
        using var scope = NewDisposeScope();
        using var decoder = Create(variant);
        var before = decoder.Weights().Select(w => w.Weight.clone()).ToArray();
        using var adapted = TinyAdapter.On(decoder, AdapterTargets.AllLinear, seed: 1);
        var adaptersBefore = TinyAdapter.Adapters(adapted).SelectMany(a => new[] { a.A.clone(), a.B.clone() }).ToArray();
        var losses = TinyAdapter.Train(adapted, Ids, steps: 5);

        Assert.True(losses[^1] < losses[0], string.Join(' ', losses));
        Assert.All(before.Zip(decoder.Weights()), pair => Assert.True(BitEqual(pair.First, pair.Second.Weight), pair.Second.Name));
        var adapters = TinyAdapter.Adapters(adapted).SelectMany(a => new[] { a.A, a.B });
        Assert.All(adaptersBefore.Zip(adapters), pair => Assert.False(BitEqual(pair.First, pair.Second)));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Merging_keeps_the_logits_and_unmerging_restores_the_base(string variant)
    {
        using var scope = NewDisposeScope();
        using var decoder = Create(variant);
        var baseLogits = LogitsOf(decoder, Ids);
        var before = decoder.Weights().Select(w => w.Weight.clone()).ToArray();
        using var adapted = TinyAdapter.Trained(decoder, AdapterTargets.AllLinear, seed: 2, Ids);
        var unmerged = LogitsOf(adapted, Ids);
        Assert.True(MaxDifference(unmerged, baseLogits) > 0.01);

        foreach (var adapter in TinyAdapter.Adapters(adapted)) adapter.Merge();
        Assert.InRange(MaxDifference(LogitsOf(adapted, Ids), unmerged), 0, 1e-5);
        // The base now is the merged model, which is how it is saved whole.
        Assert.True(BitEqual(LogitsOf(decoder, Ids), LogitsOf(adapted, Ids)));
        var merged = decoder.Weights().Select(w => w.Weight.clone()).ToArray();

        foreach (var adapter in TinyAdapter.Adapters(adapted)) adapter.Merge();
        Assert.All(merged.Zip(decoder.Weights()), pair => Assert.True(BitEqual(pair.First, pair.Second.Weight), pair.Second.Name));

        for (var i = 0; i < 2; i++)
        {
            foreach (var adapter in TinyAdapter.Adapters(adapted)) adapter.Unmerge();
            Assert.All(before.Zip(decoder.Weights()), pair => Assert.True(BitEqual(pair.First, pair.Second.Weight), pair.Second.Name));
            Assert.True(BitEqual(LogitsOf(adapted, Ids), unmerged));
        }
    }

    [Fact]
    public void A_merged_adapter_takes_its_part_back_when_it_is_disposed()
    {
        using var scope = NewDisposeScope();
        using var decoder = Create();
        var before = LogitsOf(decoder, Ids);
        using (var adapted = TinyAdapter.Trained(decoder, AdapterTargets.AllLinear, seed: 2, Ids))
            foreach (var adapter in TinyAdapter.Adapters(adapted)) adapter.Merge();
        Assert.True(BitEqual(LogitsOf(decoder, Ids), before));
    }

    [Fact]
    public void Two_adapters_are_not_merged_into_one_layer()
    {
        using var scope = NewDisposeScope();
        using var decoder = Create();
        using var one = TinyAdapter.Trained(decoder, AdapterTargets.Default, seed: 1, Ids);
        using var other = TinyAdapter.Trained(decoder, AdapterTargets.Default, seed: 2, Ids);
        var (first, second) = (TinyAdapter.Adapters(one).First(), TinyAdapter.Adapters(other).First());
        first.Merge();
        Assert.Throws<InvalidOperationException>(second.Merge);
        // An adapter beside the merged one would read the merged weights as its base.
        Assert.Throws<InvalidOperationException>(() => LogitsOf(other, Ids));
        first.Unmerge();
        second.Merge();
        second.Unmerge();
    }

    [Fact]
    public void Adapters_on_one_base_do_not_influence_each_other()
    {
        using var scope = NewDisposeScope();
        using var decoder = Create();
        var baseLogits = LogitsOf(decoder, Ids);
        int[] others = RandomIds(12, 8);
        Tensor alone;
        using (var single = TinyAdapter.Trained(decoder, AdapterTargets.AllLinear, seed: 2, others)) alone = LogitsOf(single, Ids);

        var one = TinyAdapter.Trained(decoder, AdapterTargets.Default, seed: 1, Ids);
        var oneLogits = LogitsOf(one, Ids);
        using var other = TinyAdapter.Trained(decoder, AdapterTargets.AllLinear, seed: 2, others);
        Assert.True(BitEqual(LogitsOf(other, Ids), alone));
        Assert.True(BitEqual(LogitsOf(one, Ids), oneLogits));
        one.Dispose();
        Assert.True(BitEqual(LogitsOf(other, Ids), alone));
        Assert.True(BitEqual(LogitsOf(decoder, Ids), baseLogits));
    }

    [Fact]
    public void A_decoder_adapted_again_frees_its_own_adapters_alone()
    {
        using var scope = NewDisposeScope();
        using var decoder = Create();
        using var adapted = TinyAdapter.Trained(decoder, AdapterTargets.Of("q_proj"), seed: 1, Ids);
        var logits = LogitsOf(adapted, Ids);
        using (var again = TinyAdapter.On(adapted, AdapterTargets.Of("up_proj"), seed: 2))
            Assert.True(BitEqual(LogitsOf(again, Ids), logits));
        Assert.True(BitEqual(LogitsOf(adapted, Ids), logits));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_its_kind_it_starts_as_the_base_merges_into_the_same_and_comes_out_without_a_trace(bool rankStabilised, bool dora)
    {
        using var scope = NewDisposeScope();
        using var decoder = Create("grouped queries");
        var before = decoder.Weights().Select(w => w.Weight.clone()).ToArray();
        using var adapted = TinyAdapter.On(decoder, Config(rankStabilised, dora), seed: 1);
        Assert.InRange(MaxDifference(LogitsOf(adapted, Ids), LogitsOf(decoder, Ids)), 0, 1e-6);

        TinyAdapter.Train(adapted, Ids, steps: 4);
        var unmerged = LogitsOf(adapted, Ids);
        Assert.True(MaxDifference(unmerged, LogitsOf(decoder, Ids)) > 0.01);
        foreach (var adapter in TinyAdapter.Adapters(adapted)) adapter.Merge();
        Assert.InRange(MaxDifference(LogitsOf(adapted, Ids), unmerged), 0, 1e-5);
        foreach (var adapter in TinyAdapter.Adapters(adapted)) adapter.Unmerge();
        Assert.All(before.Zip(decoder.Weights()), pair => Assert.True(BitEqual(pair.First, pair.Second.Weight), pair.Second.Name));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_adapter_saved_in_PEFTs_layout_gives_the_same_logits_when_loaded(bool rankStabilised, bool dora)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var decoder = Create();
        var config = new AdapterConfig
        {
            Rank = 3, Alpha = 7, Targets = AdapterTargets.AllLinear, UseRankStabilised = rankStabilised, UseDora = dora, RankPattern = [new("layers.1.mlp.up_proj", 2)],
        };
        using var adapted = TinyAdapter.Trained(decoder, config, seed: 3, Ids);
        PeftAdapter.Save(folder.Path, config, TinyAdapter.Modules(adapted));

        using var saved = PeftAdapter.Open(folder.Path);
        Assert.Equal(14, saved.Modules.Count);
        using var loaded = decoder.Adapted((path, projection) => saved.Modules[path] is var module
            ? new LoraProjection(
                (DenseProjection)projection, saved.Weights.ReadTensor(module.A), saved.Weights.ReadTensor(module.B), module.Scaling, saved.Config.Dropout,
                module.Magnitude is null ? null : saved.Weights.ReadTensor(module.Magnitude))
            : projection);
        Assert.True(BitEqual(LogitsOf(loaded, Ids), LogitsOf(adapted, Ids)));
        Assert.False(BitEqual(LogitsOf(loaded, Ids), LogitsOf(decoder, Ids)));
    }

    [Fact]
    public void The_adapters_part_is_scaling_times_B_times_A()
    {
        using var scope = NewDisposeScope();
        var (weight, bias, a, b, x) = (randn(5, 4), randn(5), randn(2, 4), randn(5, 2), randn(3, 4));
        using var adapter = new LoraProjection(new DenseProjection(weight, bias), a, b, scaling: 0.7, dropout: 0.5);
        var expected = matmul(x, (weight + matmul(b, a) * 0.7).t()) + bias;
        Assert.InRange(MaxDifference(adapter.Forward(x), expected), 0, 1e-5);
        adapter.Merge();
        Assert.InRange(MaxDifference(adapter.Forward(x), expected), 0, 1e-5);
    }

    [Fact]
    public void Dropout_acts_while_training_only()
    {
        using var scope = NewDisposeScope();
        using var decoder = Create();
        using var adapted = TinyAdapter.Trained(decoder, new AdapterConfig { Rank = 3, Dropout = 0.5, Targets = AdapterTargets.AllLinear }, seed: 1, Ids);
        var calm = LogitsOf(adapted, Ids);
        foreach (var adapter in TinyAdapter.Adapters(adapted)) adapter.Training = true;
        Assert.False(BitEqual(LogitsOf(adapted, Ids), LogitsOf(adapted, Ids)));
        foreach (var adapter in TinyAdapter.Adapters(adapted)) adapter.Training = false;
        Assert.True(BitEqual(LogitsOf(adapted, Ids), calm));
    }

    [Fact]
    public void Adapters_work_on_a_cached_prefix_and_in_bfloat16()
    {
        using var scope = NewDisposeScope();
        using var decoder = Create();
        using var adapted = TinyAdapter.Trained(decoder, AdapterTargets.AllLinear, seed: 1, Ids);
        var whole = LogitsOf(adapted, Ids);
        using var cache = new DecoderCache(adapted.Config.Layers);
        adapted.Forward(Batch(Ids[..5]), cache);
        var rest = adapted.Logits(adapted.Forward(Batch(Ids[5..]), cache))[0];
        Assert.InRange(MaxDifference(rest, whole.narrow(0, 5, 7)), 0, 1e-5);
        adapted.ComputeType = ScalarType.BFloat16;
        Assert.InRange(RelativeDifference(LogitsOf(adapted, Ids), whole), 1e-5, 0.05);
    }
}
