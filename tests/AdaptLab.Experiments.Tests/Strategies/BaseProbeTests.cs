using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Forgetting;

namespace AdaptLab.Experiments.Tests.Strategies;

[Collection(nameof(NanoFixture))]
public sealed class BaseProbeTests(NanoFixture nano)
{
    [Fact]
    public async Task The_base_asked_again_answers_as_before_and_can_do_what_it_is_asked()
    {
        var probe = await BaseProbe.MeasureAsync(nano.Session, nano.Session.Decoder, default);

        Assert.Equal(probe.Before.Right.ToArray(), probe.After.Right.ToArray());
        Assert.Equal(probe.Before.BitsPerByte.ToArray(), probe.After.BitsPerByte.ToArray());
        // By guessing, two fifths.
        Assert.True(probe.Before.Right.Count(right => right) > 0.7 * probe.Before.Right.Length);
        Assert.All(probe.Before.BitsPerByte, bits => Assert.InRange(bits, 1, 4));
    }

    [Fact]
    public async Task Strategies_that_change_the_bases_weights_can_be_asked_and_no_others()
    {
        using var lora = await nano.PrepareAsync("strategy lora { epochs: 2 }");
        Assert.NotNull(await lora.ProbeAsync(default));
        foreach (var strategy in (string[])["prompt", "head", "scratch { epochs: 1 }"])
        {
            using var other = await nano.PrepareAsync($"strategy {strategy}");
            Assert.Null(await other.ProbeAsync(default));
        }

        Assert.Equal(["lora", "finetune"], StrategyTraits.All.Where(traits => traits.AdaptsBase).Select(traits => traits.Kind));
    }
}
