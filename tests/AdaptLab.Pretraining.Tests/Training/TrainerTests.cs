using AdaptLab.Models.Transformer;
using AdaptLab.Pretraining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Tests.Training;

/// <summary>Training takes both cores and counts the process's tensors: it runs alone.</summary>
[CollectionDefinition(nameof(TrainerTests), DisableParallelization = true)]
public sealed class TrainerCollection;

[Collection(nameof(TrainerTests))]
public sealed class TrainerTests
{
    private static readonly DecoderConfig Tiny = new()
    {
        VocabularySize = 400,
        HiddenSize = 16,
        IntermediateSize = 32,
        Layers = 2,
        Heads = 2,
        KeyValueHeads = 2,
        HeadSize = 8,
        Window = 640,
        TieEmbeddings = true,
        ShortConvolution = 4,
    };

    [Fact]
    [Trait("Category", "Slow")]
    public void Every_loss_falls()
    {
        using var decoder = DecoderFactory.Random(Tiny, 1);
        using var trainer = Start(decoder);
        var losses = Enumerable.Range(0, 50).Select(_ => trainer.TakeStep(scale: 12)).ToArray();
        void Falls(Func<StepLosses, double?> loss, double by) =>
            Assert.True(losses[^8..].Average(loss) < losses[..8].Average(loss) - by, string.Join(' ', losses.Select(step => loss(step)?.ToString("F2"))));
        Falls(step => step.Language, 0.5);
        Falls(step => step.Answers, 0.5);
        Falls(step => step.Identity, 0.05);
        Falls(step => step.Similarity, 0.05);
        Assert.Equal(50, trainer.Step);
        Assert.Equal(losses.Sum(step => (long)step.Tokens), trainer.Tokens);
    }

    [Fact]
    public void Training_that_is_resumed_goes_on_as_if_it_had_never_stopped()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var decoder = DecoderFactory.Random(Tiny, 1);
        using var trainer = Start(decoder);
        for (var i = 0; i < 2; i++) trainer.TakeStep(1);
        trainer.Save(folder.Path);
        var expected = Enumerable.Range(0, 2).Select(_ => trainer.TakeStep(0.5)).ToArray();

        using var another = DecoderFactory.Random(Tiny, 2);
        using var resumed = Start(another);
        resumed.Resume(folder.Path);
        Assert.Equal(2, resumed.Step);
        Assert.Equal(expected, Enumerable.Range(0, 2).Select(_ => resumed.TakeStep(0.5)));
        Assert.Equal((trainer.Step, trainer.Tokens), (resumed.Step, resumed.Tokens));
        Assert.All(decoder.Weights().Zip(another.Weights()), pair => Assert.True(pair.First.Weight.eq(pair.Second.Weight).all().ToBoolean(), pair.First.Name));
    }

    [Theory]
    [InlineData(new[] { 7f, 5f }, 5)]
    [InlineData(new[] { 7f, 5f, 3f }, 5 + 3 * (1 << 24))]
    public void Tokens_are_counted_beyond_a_floats_precision(float[] counters, long tokens)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var decoder = DecoderFactory.Random(Tiny, 1);
        using var trainer = Start(decoder);
        trainer.Save(folder.Path);
        var path = folder.File("checkpoint.bin");
        TensorFile.Write(path, TensorFile.Read(path).Select(pair => (pair.Key, pair.Key == "counters" ? tensor(counters) : pair.Value)));
        trainer.Resume(folder.Path);
        Assert.Equal((7, tokens), (trainer.Step, trainer.Tokens));
        trainer.Save(folder.Path);
        trainer.Resume(folder.Path);
        Assert.Equal((7, tokens), (trainer.Step, trainer.Tokens));
    }

    [Fact]
    public void Batches_are_the_same_in_every_process()
    {
        // Figures of another process: drawing by what changes from start to start would not meet them.
        Assert.Equal(1_305_043_734, Trainer.BatchRandom(seed: 1, step: 0).Next());
        Assert.Equal(356_161_075, Trainer.BatchRandom(seed: 1, step: 123_456).Next());
    }

    [Fact]
    public void A_step_and_a_checkpoint_leave_no_tensor_behind()
    {
        using var folder = new TemporaryFolder();
        using var decoder = DecoderFactory.Random(Tiny, 1);
        using var trainer = Start(decoder);
        void Train()
        {
            trainer.TakeStep(1);
            trainer.Save(folder.Path);
            trainer.Resume(folder.Path);
        }

        Train();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        Train();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void The_probe_answers_shares_and_leaves_the_decoder_as_it_was()
    {
        using var decoder = DecoderFactory.Random(Tiny, 1);
        decoder.ComputeType = ScalarType.BFloat16;
        var results = new Probe(TinyCorpus.Tasks.Labelled, TinyCorpus.Encoder, embeddingBlock: 1).Run(decoder).ToArray();
        Assert.Equal(["animal_intent", "verb_domain"], results.Select(result => result.Task));
        Assert.Equal([1 / 5.0, 1 / 3.0], results.Select(result => result.Chance));
        Assert.All(results.SelectMany(result => new[] { result.Symbols, result.Natural, result.Nearest }), share => Assert.InRange(share, 0, 1));
        Assert.Equal(ScalarType.BFloat16, decoder.ComputeType);
    }

    private static Trainer Start(Decoder decoder) => new(decoder, TinyCorpus.Text, TinyCorpus.Tasks, TinyCorpus.Encoder, seed: 5);
}
