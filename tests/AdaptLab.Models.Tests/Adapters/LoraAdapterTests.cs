using AdaptLab.Models.Adapters;
using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Inference;
using AdaptLab.Models.Tests.Transformer;
using AdaptLab.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Tests.Adapters;

public sealed class LoraAdapterTests
{
    private static readonly AdapterConfig Config = new() { Rank = 2, Alpha = 4, Targets = AdapterTargets.AllLinear };
    private static readonly int[] Ids = TinyDecoder.RandomIds(9, seed: 3);
    private static readonly AnsweredPrompt[] Prompts = [new([2, 11, 4], 0), new([5, 6], 1), new([9, 9, 1, 3], 1), new([20, 21], 0)];

    [Fact]
    public void A_new_adapter_changes_nothing()
    {
        using var @base = TinyDecoder.Create();
        using var adapter = LoraAdapter.Create(@base, Config, seed: 1);
        Assert.Equal(0, Difference(adapter.Decoder, @base));
    }

    [Fact]
    public void Training_changes_the_answers_and_not_the_base()
    {
        using var @base = TinyDecoder.Create();
        using var untouched = TinyDecoder.Create();
        using var adapter = Trained(@base);
        Assert.True(Difference(adapter.Decoder, @base) > 0.1);
        Assert.All(@base.Weights().Zip(untouched.Weights()), pair => Assert.True(TinyDecoder.BitEqual(pair.First.Weight, pair.Second.Weight), pair.First.Name));
    }

    [Fact]
    public void Training_finds_answers_that_cannot_be_known_otherwise()
    {
        using var @base = TinyDecoder.Create();
        using var adapter = Trained(@base);
        var scorer = new AnswerScorer(adapter.Decoder, Tree);
        Assert.All(Prompts, p => Assert.True(scorer.Score(p.Prompt, PromptPrefix.Empty)[p.Answer] > Math.Log(0.8)));
    }

    [Fact]
    public void Merged_it_computes_the_same_in_weights_of_its_own()
    {
        using var @base = TinyDecoder.Create();
        using var untouched = TinyDecoder.Create();
        using var adapter = Trained(@base);
        using (var merged = adapter.Merge(@base))
            Assert.True(Difference(merged, adapter.Decoder) < 1e-4);
        Assert.Equal(0, Difference(@base, untouched));
    }

    [Fact]
    public void Saved_and_loaded_it_computes_the_same()
    {
        using var folder = new TemporaryFolder();
        using var @base = TinyDecoder.Create();
        using var adapter = Trained(@base);
        adapter.Save(folder.Path);
        using var loaded = LoraAdapter.Load(@base, folder.Path);
        Assert.Equal(0, Difference(loaded.Decoder, adapter.Decoder));
    }

    [Fact]
    public void Dropout_follows_from_its_seed()
    {
        using var @base = TinyDecoder.Create();
        using var trained = Trained(@base);
        using var folder = new TemporaryFolder();
        trained.Save(folder.Path);
        var config = folder.File("adapter_config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"lora_dropout\": 0.0", "\"lora_dropout\": 0.5", StringComparison.Ordinal));
        using var adapter = LoraAdapter.Load(@base, folder.Path);
        adapter.Training = true;
        using var scope = NewDisposeScope();
        Tensor Logits(long seed)
        {
            adapter.SeedDropout(seed);
            return TinyDecoder.LogitsOf(adapter.Decoder, Ids);
        }

        var first = Logits(1);
        Assert.True(TinyDecoder.BitEqual(first, Logits(1)));
        Assert.False(TinyDecoder.BitEqual(first, Logits(2)));
    }

    [Fact]
    public void Onto_another_base_of_its_shapes_it_computes_the_same()
    {
        using var @base = TinyDecoder.Create();
        using var other = TinyDecoder.Create();
        using var adapter = Trained(@base);
        using var copy = adapter.Onto(other);
        Assert.Equal(0, Difference(copy.Decoder, adapter.Decoder));
    }

    [Fact]
    public void An_adapter_of_another_model_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var @base = TinyDecoder.Create("plain");
        using var other = TinyDecoder.Create("grouped queries");
        using var deeper = TinyDecoder.Create(TinyDecoder.Config("plain") with { Layers = 3 });
        using (var adapter = LoraAdapter.Create(deeper, Config, 1)) adapter.Save(folder.Path);
        Assert.Contains("has no layer", Assert.Throws<ModelLoadException>(() => LoraAdapter.Load(@base, folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("does not fit", Assert.Throws<ModelLoadException>(() => LoraAdapter.Load(other, folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_that_no_layer_has_are_refused()
    {
        using var @base = TinyDecoder.Create();
        var error = Assert.Throws<ModelLoadException>(() => LoraAdapter.Create(@base, Config with { Targets = AdapterTargets.Of("c_attn") }, 1));
        Assert.Contains("c_attn", error.Message, StringComparison.Ordinal);
    }

    private static AnswerTree Tree => new([[3, 1], [5, 1]]);

    private static LoraAdapter Trained(Decoder @base)
    {
        var adapter = LoraAdapter.Create(@base, Config, seed: 1);
        var training = new AnswerTraining(Tree);
        using var optimizer = optim.AdamW(adapter.Parameters, 0.02, weight_decay: 0);
        for (var i = 0; i < 60; i++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            training.Loss(adapter.Decoder, Prompts, Prompts.Length).backward();
            optimizer.step();
        }

        return adapter;
    }

    private static double Difference(Decoder a, Decoder b)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return TinyDecoder.MaxDifference(TinyDecoder.LogitsOf(a, Ids), TinyDecoder.LogitsOf(b, Ids));
    }
}
