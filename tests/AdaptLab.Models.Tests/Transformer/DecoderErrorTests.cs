using AdaptLab.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;
using static AdaptLab.Models.Tests.Transformer.TinyDecoder;

namespace AdaptLab.Models.Tests.Transformer;

public sealed class DecoderErrorTests
{
    [Fact]
    public void A_text_longer_than_the_window_is_refused()
    {
        using var scope = NewDisposeScope();
        using var decoder = Create();
        decoder.Forward(Batch(RandomIds(24, 1)));
        var alone = Assert.Throws<ArgumentException>(() => decoder.Forward(Batch(RandomIds(25, 1))));
        Assert.Contains("25 tokens do not fit into the window of 24", alone.Message, StringComparison.Ordinal);

        using var cache = new DecoderCache(decoder.Config.Layers);
        decoder.Forward(Batch(RandomIds(20, 1)), cache);
        Assert.Throws<ArgumentException>(() => decoder.Forward(Batch(RandomIds(5, 1)), cache));
        // What was refused has left no trace.
        Assert.Equal(20, cache.Length);
        Assert.Equal([1, 4, 8], decoder.Forward(Batch(RandomIds(4, 1)), cache).shape);
    }

    [Fact]
    public void Ids_that_are_no_batch_are_refused()
    {
        using var scope = NewDisposeScope();
        using var decoder = Create();
        Assert.Contains("[3]", Assert.Throws<ArgumentException>(() => decoder.Forward(tensor(new long[] { 1, 2, 3 }))).Message, StringComparison.Ordinal);
        Assert.Contains("[1, 0]", Assert.Throws<ArgumentException>(() => decoder.Forward(zeros([1, 0], ScalarType.Int64))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cache_of_another_shape_is_refused()
    {
        using var scope = NewDisposeScope();
        using var decoder = Create();
        using var tall = new DecoderCache(3);
        Assert.Contains("3 layers", Assert.Throws<ArgumentException>(() => decoder.Forward(Batch(1), tall)).Message, StringComparison.Ordinal);

        using var cache = new DecoderCache(2);
        decoder.Forward(Batch(1, 2), cache);
        var message = Assert.Throws<ArgumentException>(() => decoder.Forward(cat([Batch(1), Batch(2)], 0), cache)).Message;
        Assert.Contains("1 sequence", message, StringComparison.Ordinal);
        Assert.Equal(2, cache.Length);
    }

    [Fact]
    public void An_id_outside_the_vocabulary_is_an_error_and_no_crash()
    {
        using var scope = NewDisposeScope();
        using var decoder = Create();
        Assert.ThrowsAny<Exception>(() => decoder.Forward(Batch(29)));
        Assert.ThrowsAny<Exception>(() => decoder.Forward(Batch(-1)));
        Assert.Equal([1, 1, 8], decoder.Forward(Batch(28)).shape);
    }

    [Fact]
    public void A_weight_of_another_shape_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        var message = Assert.Throws<ModelLoadException>(() => DecoderFactory.Build(Config("plain"), (name, shape) =>
            name.EndsWith("1.mlp.up_proj.weight", StringComparison.Ordinal) ? zeros(3, 4) : zeros(shape))).Message;
        Assert.Contains("'model.layers.1.mlp.up_proj.weight'", message, StringComparison.Ordinal);
        Assert.Contains("[3, 4]", message, StringComparison.Ordinal);
        Assert.Contains("[11, 8]", message, StringComparison.Ordinal);
    }
}
