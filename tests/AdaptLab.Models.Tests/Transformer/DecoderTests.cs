using AdaptLab.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;
using static AdaptLab.Models.Tests.Transformer.TinyDecoder;

namespace AdaptLab.Models.Tests.Transformer;

public sealed class DecoderTests
{
    public static TheoryData<string> Variants => Names;

    [Theory]
    [MemberData(nameof(Variants))]
    public void Logits_are_those_of_the_formulas(string variant)
    {
        using var scope = NewDisposeScope();
        using var decoder = Create(variant);
        var plain = new PlainDecoder(decoder);
        foreach (var length in (int[])[1, 2, 3, 7, 24])
        {
            var ids = RandomIds(length, seed: length);
            Assert.InRange(MaxDifference(LogitsOf(decoder, ids), FromRows(plain.Logits(ids))), 0, 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Logits_in_float64_are_those_of_the_formulas_to_the_rotary_tables_precision(string variant)
    {
        using var scope = NewDisposeScope();
        using var decoder = Create(variant, type: ScalarType.Float64);
        var ids = RandomIds(9, seed: 5);
        var logits = LogitsOf(decoder, ids);
        Assert.Equal(ScalarType.Float64, logits.dtype);
        Assert.InRange(MaxDifference(logits, FromRows(new PlainDecoder(decoder).Logits(ids))), 0, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Bfloat16_comes_close(string variant)
    {
        using var scope = NewDisposeScope();
        using var decoder = Create(variant);
        var ids = RandomIds(13, seed: 3);
        var exact = LogitsOf(decoder, ids);
        decoder.ComputeType = ScalarType.BFloat16;
        var rounded = LogitsOf(decoder, ids);
        Assert.Equal(ScalarType.Float32, rounded.dtype);
        Assert.InRange(RelativeDifference(rounded, exact), 1e-5, 0.03);
    }

    [Fact]
    public void A_sequence_padded_on_the_right_is_read_as_if_alone()
    {
        using var scope = NewDisposeScope();
        using var decoder = Create(type: ScalarType.Float64);
        int[][] rows = [RandomIds(11, 1), RandomIds(4, 2), RandomIds(1, 3)];
        var padded = new long[3, 11];
        for (var i = 0; i < rows.Length; i++)
            for (var j = 0; j < 11; j++)
                padded[i, j] = j < rows[i].Length ? rows[i][j] : 28;
        var together = decoder.Forward(tensor(padded));
        for (var i = 0; i < rows.Length; i++)
            Assert.InRange(MaxDifference(together[i].narrow(0, 0, rows[i].Length), decoder.Forward(Batch(rows[i]))[0]), 0, 1e-12);
    }

    [Fact]
    public void A_token_does_not_see_those_after_it()
    {
        using var scope = NewDisposeScope();
        using var decoder = Create();
        var ids = RandomIds(10, 4);
        var before = decoder.Forward(Batch(ids));
        ids[6] = (ids[6] + 1) % 29;
        var changed = (decoder.Forward(Batch(ids)) - before).abs().amax([0, 2]).data<float>().ToArray();
        Assert.All(changed[..6], difference => Assert.InRange(difference, 0, 1e-6));
        Assert.All(changed[6..], difference => Assert.True(difference > 1e-6));
    }

    [Fact]
    public void Reading_stops_after_the_block_asked_for()
    {
        using var scope = NewDisposeScope();
        using var decoder = Create();
        var ids = Batch(RandomIds(5, 1));
        var observed = new List<(int Block, Tensor State)>();
        var final = decoder.Forward(ids, observe: (block, state) => observed.Add((block, state)));
        Assert.Equal([0, 1], observed.Select(o => o.Block));
        Assert.True(BitEqual(observed[0].State, decoder.Forward(ids, lastBlock: 1)));
        Assert.True(BitEqual(observed[1].State, decoder.Forward(ids, lastBlock: 2)));
        Assert.True(BitEqual(final, Decoder.RmsNorm(observed[1].State, decoder.FinalNorm, decoder.Config.NormEpsilon)));
    }

    [Fact]
    public void Random_weights_follow_from_the_seed()
    {
        using var scope = NewDisposeScope();
        using var one = DecoderFactory.Random(Config("everything"), 7);
        using var same = DecoderFactory.Random(Config("everything"), 7);
        using var other = DecoderFactory.Random(Config("everything"), 8);
        Assert.All(one.Weights().Zip(same.Weights()), pair => Assert.True(BitEqual(pair.First.Weight, pair.Second.Weight), pair.First.Name));
        Assert.False(BitEqual(one.Weights().First().Weight, other.Weights().First().Weight));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Gradients_are_those_of_finite_differences(string variant)
    {
        using var scope = NewDisposeScope();
        using var decoder = Create(variant, type: ScalarType.Float64);
        var input = Batch(RandomIds(6, 2));
        var target = tensor(RandomIds(6, 3).Select(id => (long)id).ToArray());
        Tensor Loss() => nn.functional.cross_entropy(decoder.Logits(decoder.Forward(input)).squeeze(0), target);

        foreach (var (_, weight) in decoder.Weights()) weight.requires_grad_(true);
        Loss().backward();
        using var noGrad = no_grad();
        var random = new Random(9);
        foreach (var (name, weight) in decoder.Weights())
        {
            var gradient = weight.grad!.flatten();
            var flat = weight.detach().flatten();   // the same memory
            for (var draw = 0; draw < 3; draw++)
            {
                const double step = 1e-5;
                var at = random.Next((int)flat.numel());
                var value = flat[at].item<double>();
                flat[at] = value + step;
                var above = Loss().item<double>();
                flat[at] = value - step;
                var below = Loss().item<double>();
                flat[at] = value;
                var expected = (above - below) / (2 * step);
                Assert.True(Math.Abs(gradient[at].item<double>() - expected) < 1e-8 + 1e-5 * Math.Abs(expected), $"{name}[{at}]: {gradient[at].item<double>()} instead of {expected}");
            }
        }
    }

    private static Tensor FromRows(double[][] rows) => tensor(rows.SelectMany(row => row).ToArray(), [rows.Length, rows[0].Length]);
}
