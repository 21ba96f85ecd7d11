using AdaptLab.Experiments.Strategies;

namespace AdaptLab.Experiments.Tests.Running;

public sealed class RunSeedTests
{
    [Fact]
    public void A_stage_has_its_own_seed_that_never_changes()
    {
        // Pinned: another value would silently change every published result.
        Assert.Equal(SamplingOfSeedOne, new RunSeed(1).For("sampling"));
    }

    [Fact]
    public void Seeds_and_stages_do_not_share_theirs()
    {
        var stages =
            from seed in Enumerable.Range(0, 50)
            from stage in new[] { "sampling", "shuffling", "initialisation" }
            select new RunSeed(seed).For(stage);

        Assert.Equal(150, stages.Distinct().Count());
        Assert.All(stages, stage => Assert.True(stage >= 0));
    }

    private const int SamplingOfSeedOne = 1842368063;
}
