using System.Collections.Immutable;

namespace AdaptLab.Results.Tests.Simulation;

/// <summary>One promise of the statistics, tried on worlds whose truth is known.</summary>
/// <param name="Promise">What is promised: "95 %" of intervals hold the truth, "≤ 5 %" of worlds with a false claim, "80 %" of differences found.</param>
/// <param name="Worth">How much a world costs, in worlds of the cheapest kind: for those who have seconds, not minutes.</param>
/// <param name="Holds">Of one world: whether the interval holds the truth, or whether something is claimed.</param>
internal sealed record Simulation(string What, string Setting, string Promise, int Worth, Func<Random, bool> Holds)
{
    public bool IsInterval => Promise == "95 %";

    public double Share(int worlds, int seed = 1)
    {
        var random = new Random(seed);
        var count = 0;
        for (var world = 0; world < worlds; world++)
            count += Holds(random) ? 1 : 0;
        return count / (double)worlds;
    }
}

/// <summary>As many equal candidates: what is promised is that in at most 5 % of worlds any two are told apart.</summary>
internal sealed record Family(int Candidates, int Seeds, int Rows, bool IsGrouped)
{
    /// <summary>Groups of four of 60 rows, of eight of 160.</summary>
    private World World => new(Rows, Seeds, Seeds > 1 ? 0.25 : 0, IsGrouped ? (Rows < 100 ? 4 : 8) : 1);

    public int Pairs => Candidates * (Candidates - 1) / 2;

    /// <summary>"60 rows in 15 groups"</summary>
    public string Setting => IsGrouped ? $"{Rows} rows in {Rows / World.RowsEach} groups" : $"{Rows} rows";

    public double Share(int worlds, int seed = 1)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, worlds).Count(_ => Simulations.AnyOf(random, World, Candidates)) / (double)worlds;
    }
}

/// <summary>Every interval that is shown, and every test by which something is claimed.</summary>
internal static class Simulations
{
    private const string Interval = "95 %", Test = "≤ 5 %", Power = "80 %";

    public static ImmutableArray<Simulation> All { get; } =
    [
        Accuracy("Wilson, 1 seed", new World(60), 0.7),
        Accuracy("Wilson, 1 seed", new World(160), 0.7),
        Accuracy("Wilson, 1 seed", new World(60), 0.95),
        Accuracy("Wilson, 3 seeds that differ as rows do by chance", new World(160, Seeds: 3), 0.7),
        Accuracy("Wilson, 3 seeds that differ much (± 8 points)", new World(160, Seeds: 3, SeedEffect: 0.25), 0.7),
        Accuracy("Wilson, 24 groups of 8 rows", new World(192, RowsEach: 8), 0.7),
        Accuracy("Wilson, 8 groups of 20 rows", new World(160, RowsEach: 20), 0.7),
        Folds(30, 5), Folds(60, 5), Folds(16, 16),
        Score("macro-F1, bootstrap, 1 seed", new World(60) { Metric = "macro-f1" }, 0.7, 0.7),
        Score("macro-F1, bootstrap, 1 seed", new World(160) { Metric = "macro-f1" }, 0.7, 0.7),
        Score("macro-F1, bootstrap, 3 seeds that differ much", new World(160, Seeds: 3, SeedEffect: 0.25) { Metric = "macro-f1" }, 0.7, 0.7),
        Score("token F1, bootstrap, 1 seed", new World(100) { Metric = "token-f1" }, 0.6, World.PartlyRight(0.6)),
        Score("token F1, bootstrap, 24 groups of 8 rows", new World(192, RowsEach: 8) { Metric = "token-f1" }, 0.6, World.PartlyRight(0.6)),
        new("difference of two", "160 rows, 1 seed", Interval, 2, random => Signed(new World(160).Draw(random, 0.75, 0.65)) is var pair && pair.Low <= 0.1 && 0.1 <= pair.High),
        new("difference of two", "160 rows, 3 seeds that differ much", Interval, 4, random => Signed(new World(160, 3, 0.25).Draw(random, 0.75, 0.65)) is var pair && pair.Low <= 0.1 && 0.1 <= pair.High),
        new("crossing of two sets", "200 rows, 1 seed", Interval, 60, random => Crossing(random, new World(200)).Crossings.Single() is { } crossing && crossing.Low <= 64 && 64 <= crossing.High),
        new("crossing of two sets", "200 rows, 3 seeds that differ much", Interval, 120, random => Crossing(random, new World(200, 3, 0.15)).Crossings.Single() is { } crossing && crossing.Low <= 64 && 64 <= crossing.High),

        False("McNemar, exact", new World(60), 2), False("McNemar, exact", new World(160), 2),
        False("signs, 3 seeds", new World(160, Seeds: 3), 2), False("signs, 3 seeds that differ much", new World(160, Seeds: 3, SeedEffect: 0.25), 2),
        False("signs, 24 groups of 8 rows", new World(192, RowsEach: 8), 2), False("signs, 8 groups of 20 rows", new World(160, RowsEach: 20), 2),
        new("two equal learners", "30 examples in 5 folds", Test, 6, Learners(30, 5)),
        new("two equal learners", "16 examples, one by one", Test, 6, Learners(16, 16)),
        False("macro-F1, paired bootstrap", new World(60) { Metric = "macro-f1" }, 2), False("macro-F1, paired bootstrap, 3 seeds", new World(160, Seeds: 3, SeedEffect: 0.25) { Metric = "macro-f1" }, 2),
        False("Holm, any of 3 pairs", new World(160), 3), False("Holm, any of 15 pairs", new World(160), 6), False("Holm, any of 15 pairs, 3 seeds that differ much", new World(160, Seeds: 3, SeedEffect: 0.25), 6),
        False("Holm, any of 15 pairs, 2 seeds that differ much", new World(160, Seeds: 2, SeedEffect: 0.25), 6),
        new("one that depends on the seed, 3 seeds that differ much, against one that does not", "160 rows, 2 equal candidates", Test, 4, random => Any(Steady(new World(160, 3, 0.25) { FirstSeedEffect = 0 }.Draw(random, 0.7, 0.7), 1))),
        new("Holm, any of 15 pairs, seeds of one differ by ± 13 points, those of five by ± 2", "160 rows, 6 equal candidates", Test, 18, random => Any(new World(160, 3, 0.05) { FirstSeedEffect = 0.4 }.Draw(random, Enumerable.Repeat(0.7, 6)))),
        new("equivalence at the margin of 5 points", "400 rows, 1 seed", Test, 4, random => Comparison.Of(new World(400).Draw(random, 0.75, 0.7) with { Margin = 0.05 }).Pairs[0].IsEquivalent),
        new("equivalence at the margin of 5 points", "400 rows, 3 seeds", Test, 8, random => Comparison.Of(new World(400, 3, 0.1).Draw(random, 0.75, 0.7) with { Margin = 0.05 }).Pairs[0].IsEquivalent),
        new("above chance, at chance", "160 rows, 4 labels", Test, 2, random => Comparison.Of(new World(160).Draw(random, 0.25)).Ranked[0].IsAboveChance),
        new("negative transfer, any of 3 against the base", "160 rows, 3 seeds", Test, 8, random => Comparison.Of(Unadapted(new World(160, 3, 0.1).Draw(random, 0.7, 0.7, 0.7, 0.7))).Transfers.Any(transfer => transfer.IsNegative)),
        new("forgetting, any of 2 candidates", "48 skills, 12 paragraphs, 3 seeds", Test, 4, random => Comparison.Of(Probed(random)).Forgettings.Any(forgetting => forgetting.LosesSkills || forgetting.LosesLanguage)),
        new("still rising, any of 3 curves", "160 rows, 3 seeds", Test, 8, random => Comparison.Of(Flat(random)).Curves.Any(curve => curve.IsStillRising)),

        new("a difference of the size said to be detectable", "160 rows, 1 seed, 12.5 points", Power, 2, random => Any(new World(160).Draw(random, 0.775, 0.65))),
    ];

    /// <summary>Equal candidates, whose seeds differ much where there are several: how often any two of them are told apart.</summary>
    public static ImmutableArray<Family> Families { get; } =
    [
        .. from candidates in (int[])[2, 4, 6]
           from seeds in (int[])[1, 3, 5]
           from rows in (int[])[60, 160]
           from isGrouped in (bool[])[false, true]
           select new Family(candidates, seeds, rows, isGrouped),
    ];

    private static Simulation Accuracy(string what, World world, double accuracy) => Score($"accuracy, {what}", world, accuracy, accuracy);

    private static Simulation Score(string what, World world, double accuracy, double truth) => new(
        what, $"{world.Rows} rows, true score {truth:0.00}", Interval, (world.Metric == "accuracy" ? 1 : 15) * world.Seeds,
        random => Comparison.Of(world.Draw(random, accuracy)).Ranked[0].Score is var score && score.Low <= truth && truth <= score.High);

    private static Simulation Folds(int examples, int folds)
    {
        var world = new HeldOutWorld(examples, folds);
        return new Simulation("accuracy, held out in turn", $"{examples} examples, {(folds == examples ? "one by one" : $"{folds} folds")}", Interval, 6,
            random => Comparison.Of(world.Draw(random)).Ranked.First(candidate => candidate.Run.Strategy == "s0").Score is var score && score.Low <= world.Truth && world.Truth <= score.High);
    }

    private static Func<Random, bool> Learners(int examples, int folds)
    {
        var world = new HeldOutWorld(examples, folds);
        return random => Any(world.Draw(random));
    }

    internal static bool AnyOf(Random random, World world, int candidates) => Any(world.Draw(random, Enumerable.Repeat(0.7, candidates)));

    private static Simulation False(string what, World world, int candidates) => new(
        what, $"{world.Rows} rows, {candidates} equal candidates", Test, (world.Metric == "accuracy" ? 1 : 15) * candidates * world.Seeds,
        random => AnyOf(random, world, candidates));

    private static bool Any(RunRecord record) => Comparison.Of(record).Pairs.Any(pair => pair.IsSignificant);

    /// <summary>The interval of the first candidate's lead, which may be negative.</summary>
    private static AdaptLab.Results.Statistics.Interval Signed(RunRecord record)
    {
        var pair = Comparison.Of(record).Pairs[0];
        return pair.Better.Run.Strategy == "s0" ? pair.Limits : new(-pair.Limits.Value, -pair.Limits.High, -pair.Limits.Low);
    }

    /// <summary>The first so many candidates depend on no seed: one is all that is run.</summary>
    private static RunRecord Steady(RunRecord record, int count) => record with { Candidates = [.. record.Candidates.Select((run, i) => i < count ? run with { Seeds = [run.Seeds[0]] } : run)] };

    private static RunRecord Unadapted(RunRecord record) => record with { Candidates = record.Candidates.SetItem(0, record.Candidates[0] with { IsUnadapted = true }) };

    /// <summary>60 % on all of a small set; 45, 55, 65 and 75 % on 8, 32, 128 and 512 of a large one: they cross at 64.</summary>
    private static Comparison Crossing(Random random, World world)
    {
        var record = world.Draw(random, 0.6, 0.5, 0.75, 0.45, 0.55, 0.65);
        (string Set, int Examples, string? Of)[] places = [("few", 24, null), ("12 of few", 12, "few"), ("many", 512, null), ("8 of many", 8, "many"), ("32 of many", 32, "many"), ("128 of many", 128, "many")];
        ImmutableArray<CandidateRun> placed = [.. record.Candidates.Zip(places, (run, place) => run with { Strategy = "lora", TrainingSet = place.Set, Examples = place.Examples, PartOf = place.Of })];
        return Comparison.Of(record with { Candidates = [.. placed.Where(run => run.PartOf is null)], Curve = [.. placed.Where(run => run.PartOf is not null)] });
    }

    private static RunRecord Flat(Random random)
    {
        var record = new World(160, 3, 0.1).Draw(random, Enumerable.Repeat(0.7, 6));
        return record with
        {
            Candidates = [.. record.Candidates.Take(3)],
            Curve = [.. record.Candidates.Skip(3).Select((run, i) => run with { Strategy = $"s{i}", TrainingSet = "10 of set", Examples = 10, PartOf = "set" })],
        };
    }

    private static RunRecord Probed(Random random)
    {
        var record = new World(60).Draw(random, 0.7, 0.7);
        var skills = new World(48, 3, Labels: 2);
        var hardness = skills.Hardness(random);
        var before = Right(skills.Candidate(random, hardness, 0.8, "before"), 0);
        double[] bits = [.. Enumerable.Range(0, 12).Select(_ => 2 + (0.3 * World.Normal(random)))];
        return record with
        {
            Candidates =
            [
                .. record.Candidates.Select(run =>
                {
                    var after = skills.Candidate(random, hardness, 0.8, "after");
                    return run with
                    {
                        Seeds =
                        [
                            .. Enumerable.Range(0, 3).Select(seed => run.Seeds[0] with
                            {
                                Seed = seed,
                                Probe = new Probe(1, new ProbeOutcome(before, [.. bits]), new ProbeOutcome(Right(after, seed), [.. bits.Select(b => b + (0.05 * World.Normal(random)))])),
                            }),
                        ],
                    };
                }),
            ],
        };

        static ImmutableArray<bool> Right(CandidateRun run, int seed) => [.. run.Seeds[seed].Predictions.Select((prediction, row) => prediction.Label == row % 2)];
    }
}
