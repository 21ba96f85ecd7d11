using AdaptLab.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;
using static AdaptLab.Models.Tests.Transformer.TinyDecoder;

namespace AdaptLab.Models.Tests.Transformer;

public sealed class DecoderCacheTests
{
    public static TheoryData<string> Variants => Names;

    [Theory]
    [MemberData(nameof(Variants))]
    public void Any_split_gives_the_states_of_the_whole(string variant)
    {
        // In float64, so that nothing but rounding of the last places is let through.
        using var decoder = Create(variant, type: ScalarType.Float64);
        for (var seed = 0; seed < 25; seed++)
        {
            using var scope = NewDisposeScope();
            var random = new Random(seed);
            var ids = RandomIds(1 + random.Next(decoder.Config.Window), seed);
            var whole = decoder.Forward(Batch(ids));
            using var cache = new DecoderCache(decoder.Config.Layers);
            var (parts, sizes) = (new List<Tensor>(), new List<int>());
            for (var at = 0; at < ids.Length; at += sizes[^1])
            {
                sizes.Add(1 + random.Next(random.Next(2) == 0 ? 2 : ids.Length - at));
                sizes[^1] = Math.Min(sizes[^1], ids.Length - at);
                parts.Add(decoder.Forward(Batch(ids[at..(at + sizes[^1])]), cache));
            }

            Assert.Equal(ids.Length, cache.Length);
            var difference = MaxDifference(cat(parts, 1), whole);
            Assert.True(difference < 1e-12, $"split {string.Join('+', sizes)}: {difference}");
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_fork_continues_several_ways_and_leaves_the_original_as_it_was(string variant)
    {
        using var scope = NewDisposeScope();
        using var decoder = Create(variant, type: ScalarType.Float64);
        var prefix = RandomIds(7, 1);
        int[][] continuations = [RandomIds(3, 2), RandomIds(3, 3), RandomIds(3, 4)];
        using var cache = new DecoderCache(decoder.Config.Layers);
        decoder.Forward(Batch(prefix), cache);

        using (var fork = cache.Fork(3))
        {
            var states = decoder.Forward(cat([.. continuations.Select(ids => Batch(ids))], 0), fork);
            for (var i = 0; i < 3; i++)
            {
                var alone = decoder.Forward(Batch([.. prefix, .. continuations[i]]))[0];
                Assert.InRange(MaxDifference(states[i], alone.narrow(0, 7, 3)), 0, 1e-12);
            }

            Assert.Equal((7, 10), (cache.Length, fork.Length));
        }

        // After the fork is gone, twice: forking must not lend tensors either way.
        for (var i = 0; i < 2; i++)
        {
            using var again = cache.Fork();
            var states = decoder.Forward(Batch(continuations[i]), again);
            Assert.InRange(MaxDifference(states[0], decoder.Forward(Batch([.. prefix, .. continuations[i]]))[0].narrow(0, 7, 3)), 0, 1e-12);
        }

        var own = decoder.Forward(Batch(continuations[2]), cache);
        Assert.InRange(MaxDifference(own[0], decoder.Forward(Batch([.. prefix, .. continuations[2]]))[0].narrow(0, 7, 3)), 0, 1e-12);
    }

    [Fact]
    public void A_cache_outlives_the_scope_of_the_call_that_filled_it()
    {
        using var decoder = Create();
        var ids = RandomIds(9, 1);
        using var cache = new DecoderCache(decoder.Config.Layers);
        using (NewDisposeScope()) decoder.Forward(Batch(ids[..5]), cache);
        using var scope = NewDisposeScope();
        var states = decoder.Forward(Batch(ids[5..]), cache);
        Assert.InRange(MaxDifference(states[0], decoder.Forward(Batch(ids))[0].narrow(0, 5, 4)), 0, 1e-5);
    }

    [Fact]
    public void Bfloat16_is_cached_as_it_is_computed()
    {
        using var scope = NewDisposeScope();
        using var decoder = Create();
        decoder.ComputeType = ScalarType.BFloat16;
        var ids = RandomIds(12, 1);
        using var cache = new DecoderCache(decoder.Config.Layers);
        var parts = cat([decoder.Forward(Batch(ids[..5]), cache), decoder.Forward(Batch(ids[5..6]), cache), decoder.Forward(Batch(ids[6..]), cache)], 1);
        Assert.InRange(RelativeDifference(parts, decoder.Forward(Batch(ids))), 0, 0.02);
    }
}
