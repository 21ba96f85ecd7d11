using AdaptLab.Models.Transformer;
using AdaptLab.Pretraining.Episodes;
using AdaptLab.Pretraining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Tests.Training;

[Collection(nameof(TrainerTests))]
public sealed class EmbeddingTrainingTests
{
    [Fact]
    [Trait("Category", "Slow")]
    public void Texts_that_belong_together_come_together_and_nothing_else_is_touched()
    {
        using var scope = NewDisposeScope();
        using var decoder = DecoderFactory.Random(
            new DecoderConfig { VocabularySize = 400, HiddenSize = 16, IntermediateSize = 32, Layers = 1, Heads = 2, KeyValueHeads = 2, HeadSize = 8, Window = 64, TieEmbeddings = true }, 1);
        var before = decoder.Weights().Select(w => (w.Name, Weight: w.Weight.detach().clone())).ToArray();
        using var training = new EmbeddingTraining(decoder, TinyCorpus.Text, TinyCorpus.Tasks, TinyCorpus.Encoder);
        var losses = training.Run(40, seed: 1, reportEvery: 10, default).ToArray();
        Assert.Equal([10, 20, 30, 40], losses.Select(loss => loss.Step));
        Assert.True(losses[^1].Pairs + losses[^1].Classes < losses[0].Pairs + losses[0].Classes - 0.1);
        foreach (var (name, weight) in before)
            Assert.Equal(name != "model.embed_tokens.weight", weight.eq(decoder.Weights().First(w => w.Name == name).Weight).all().ToBoolean());
    }

    [Fact]
    public void Pairs_that_are_told_apart_cost_less_than_pairs_that_are_not()
    {
        using var scope = NewDisposeScope();
        var none = zeros(3, 3, dtype: ScalarType.Bool);
        var apart = eye(3);
        var alike = ones(3, 3) / Math.Sqrt(3);
        Assert.True(Contrast.Pairs(apart, apart, none).item<float>() < 0.01);
        Assert.Equal(Math.Log(3), Contrast.Pairs(alike, alike, none).item<float>(), 3);
    }

    [Fact]
    public void Pairs_of_one_group_are_not_each_others_negatives()
    {
        using var scope = NewDisposeScope();
        var excluded = Contrast.Excluded([new SimilarPair([1], [2], 7), new SimilarPair([3], [4], 7), new SimilarPair([5], [6], -1), new SimilarPair([7], [8], -1)]);
        Assert.Equal([false, true, false, false, true, false, false, false, false, false, false, false, false, false, false, false], excluded.data<bool>().ToArray());
    }

    [Fact]
    public void Classes_that_lie_apart_cost_less_than_classes_that_do_not()
    {
        using var scope = NewDisposeScope();
        var apart = tensor(new float[,] { { 1, 0 }, { 1, 0 }, { 0, 1 }, { 0, 1 } });
        Assert.True(Contrast.Classes(apart, [0, 0, 1, 1]).item<float>() < Contrast.Classes(apart, [0, 1, 0, 1]).item<float>() - 1);
    }
}
