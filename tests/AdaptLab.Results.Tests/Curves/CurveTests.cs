using System.Collections.Immutable;
using AdaptLab.Results.Curves;
using AdaptLab.Results.Store;

namespace AdaptLab.Results.Tests.Curves;

public class CurveTests
{
    private static readonly int[] Gold = [.. Enumerable.Range(0, 200).Select(row => row % 2)];

    [Fact]
    public void A_curve_runs_from_the_smallest_part_to_the_whole_set()
    {
        var comparison = Comparison.Of(Record(("expert", 24, 150), ("8 of expert", 8, 120), ("16 of expert", 16, 140)));

        var curve = Assert.Single(comparison.Curves);
        Assert.Equal("lora on expert", curve.Name);
        Assert.Equal([8, 16, 24], curve.Points.Select(point => point.Examples));
        Assert.Equal([0.6, 0.7, 0.75], curve.Points.Select(point => Math.Round(point.Score.Value, 12)));
        Assert.True(curve.IsStillRising);
        // Parts are points of a curve and no candidates: they are not ranked, and no pair is tested with them.
        Assert.Equal("lora", Assert.Single(comparison.Ranked).Name);
        Assert.Empty(comparison.Pairs);
    }

    [Fact]
    public void A_curve_that_has_levelled_off_does_not_rise() =>
        Assert.False(Comparison.Of(Record(("expert", 24, 150), ("16 of expert", 16, 149))).Curves.Single().IsStillRising);

    [Fact]
    public void A_part_that_failed_leaves_a_gap_and_a_set_without_parts_has_no_curve()
    {
        var record = Record(("expert", 24, 150), ("8 of expert", 8, 120), ("16 of expert", 16, 140));

        Assert.Equal([16, 24], Comparison.Of(record with { Curve = [record.Curve[0] with { Failure = "no", Seeds = [] }, record.Curve[1]] }).Curves.Single().Points.Select(point => point.Examples));
        Assert.Empty(Comparison.Of(record with { Curve = [] }).Curves);
    }

    [Fact]
    public void The_crossing_says_how_many_of_the_larger_set_do_as_much_as_all_of_the_smaller()
    {
        // The larger set passes the smaller one's 70 % halfway, on the logarithmic scale, between 32 and 128.
        var record = Record(
            ("expert", 24, 140), ("12 of expert", 12, 120),
            ("contractors", 256, 180), ("8 of contractors", 8, 80), ("32 of contractors", 32, 120), ("128 of contractors", 128, 160));

        var crossing = Assert.Single(Comparison.Of(record).Crossings);

        Assert.Equal(64, crossing.Examples, 1e-9);
        Assert.InRange(crossing.Low, 32, 64);
        Assert.InRange(crossing.High, 64, 128);
        Assert.StartsWith("lora: it takes about 64 of contractors to do as much as 24 of expert (95 %: ", crossing.Sentence, StringComparison.Ordinal);
        Assert.Equal($"to lora, 24 of expert are worth at least {Figures.About(crossing.Low)} of contractors.", crossing.Worth);
        // The advice says what follows, and not the same again.
        Assert.Contains(Comparison.Of(record).Advice, advice => advice.Text == $"Rather label carefully than much: {crossing.Worth}");
        Assert.DoesNotContain(Comparison.Of(record).Advice, advice => advice.Text.Contains(crossing.Sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void Beyond_either_end_of_the_curve_the_crossing_is_not_invented()
    {
        var never = Comparison.Of(Record(("expert", 24, 190), ("12 of expert", 12, 100), ("contractors", 256, 120), ("64 of contractors", 64, 110))).Crossings.Single();
        var always = Comparison.Of(Record(("expert", 24, 100), ("12 of expert", 12, 90), ("contractors", 256, 190), ("64 of contractors", 64, 180))).Crossings.Single();

        Assert.Equal("lora: all 256 of contractors do not do as much as 24 of expert (95 %: more than 256 to more than 256).", never.Sentence);
        Assert.Equal("lora: 64 of contractors do as much as 24 of expert already (95 %: 64 or fewer to 64 or fewer).", always.Sentence);
        Assert.Equal("to lora, 24 of expert are worth more than all 256 of contractors.", never.Worth);
    }

    [Fact]
    public void An_interval_that_holds_everything_is_no_crossing()
    {
        var crossing = Comparison.Of(Record(("expert", 24, 100), ("12 of expert", 12, 99), ("contractors", 256, 100), ("64 of contractors", 64, 99))).Crossings.Single();

        Assert.True(crossing with { Low = 0, High = double.PositiveInfinity } is { Sentence: "lora: these rows and seeds cannot tell how many of contractors do as much as 24 of expert." });
    }

    [Fact]
    public void The_interval_of_the_crossing_holds_the_true_one()
    {
        // True accuracies: 60 % on the whole of the smaller set; 45, 55, 65 and 75 % on the larger one: the crossing is at √(32·128) = 64.
        var random = new Random(3);
        var covered = 0;
        const int worlds = 60;
        for (var i = 0; i < worlds; i++)
        {
            var hardness = Gold.Select(_ => random.NextDouble()).ToArray();
            int[] Drawn(double accuracy) => [.. Gold.Select((label, row) => ((0.5 * hardness[row]) + (0.5 * random.NextDouble())) < Threshold(accuracy) ? label : 1 - label)];
            var record = Record(
                [("expert", 24, Drawn(0.6)), ("12 of expert", 12, Drawn(0.5)),
                 ("contractors", 512, Drawn(0.75)), ("8 of contractors", 8, Drawn(0.45)), ("32 of contractors", 32, Drawn(0.55)), ("128 of contractors", 128, Drawn(0.65))]);
            var crossing = Comparison.Of(record).Crossings.Single();
            if (crossing.Low <= 64 && 64 <= crossing.High)
                covered++;
        }

        Assert.InRange(covered, 54, worlds);

        // The mean of two uniform draws lies below t with probability 2t², and above a half symmetrically.
        static double Threshold(double accuracy) => accuracy <= 0.5 ? Math.Sqrt(accuracy / 2) : 1 - Math.Sqrt((1 - accuracy) / 2);
    }

    [Fact]
    public void A_strategy_that_does_worse_with_few_and_better_with_many_overtakes_in_between()
    {
        // Ahead by ten points at 16, behind by ten at 64: they meet at 32.
        var head = Record(("contractors", 256, 150), ("16 of contractors", 16, 110), ("64 of contractors", 64, 130));
        var lora = Record(("contractors", 256, 190), ("16 of contractors", 16, 90), ("64 of contractors", 64, 150));
        static ImmutableArray<CandidateRun> Named(ImmutableArray<CandidateRun> runs, string strategy) => [.. runs.Select(run => run with { Strategy = strategy })];
        var both = head with { Candidates = [.. Named(head.Candidates, "head"), .. lora.Candidates], Curve = [.. Named(head.Curve, "head"), .. lora.Curve] };

        var crossing = Assert.Single(Comparison.Of(both).StrategyCrossings);

        Assert.Equal(("head", "lora"), (crossing.Ahead.Strategy, crossing.Overtaking.Strategy));
        Assert.Equal(32, crossing.Examples, 1e-9);
        Assert.InRange(crossing.Low, 16, 32);
        Assert.InRange(crossing.High, 32, 64);
        Assert.StartsWith("lora overtakes head at about 32 of contractors (95 %: ", crossing.Sentence, StringComparison.Ordinal);
        Assert.Contains(crossing.Sentence, Comparison.Of(both).CurveSentences);
        Assert.Equal(0, StrategyCrossing.At([8, 16], [0.1, 0.2], [0.2, 0.3]));
        Assert.Equal(double.PositiveInfinity, StrategyCrossing.At([8, 16], [0.2, 0.4], [0.1, 0.3]));
    }

    [Fact]
    public void Points_of_a_curve_that_were_asked_anew_are_said_to_be_new()
    {
        var record = Record(("expert", 24, 150), ("8 of expert", 8, 120));
        static ImmutableArray<CandidateRun> Reused(ImmutableArray<CandidateRun> runs) =>
            [.. runs.Select(run => run with { Seeds = [.. run.Seeds.Select(seed => seed with { ReusedRows = seed.Predictions.Length })] })];

        Assert.StartsWith("Of 400 answers, 200 were given in earlier runs", EarlierRuns.Notes(record with { Candidates = Reused(record.Candidates) }).First(), StringComparison.Ordinal);
        Assert.StartsWith("No answer is new", EarlierRuns.Notes(record with { Candidates = Reused(record.Candidates), Curve = Reused(record.Curve) }).First(), StringComparison.Ordinal);
    }

    [Fact]
    public void Neighbours_that_fall_are_pooled() =>
        Assert.Equal([1, 2.5, 2.5, 4], CurveCrossing.Monotonic([1, 3, 2, 4]));

    [Fact]
    public void Curves_survive_writing_and_reading_and_a_record_without_them_is_read()
    {
        var record = Record(("expert", 24, 150), ("8 of expert", 8, 120));
        var json = RunRecordJson.Write(record);

        Assert.Equal("expert", RunRecordJson.Read(json).Record!.Curve.Single().PartOf);
        var bare = RunRecordJson.Write(record with { Curve = [] });
        Assert.Empty(RunRecordJson.Read(bare.Replace("\"curve\":[],", "", StringComparison.Ordinal)).Record!.Curve);
    }

    private static RunRecord Record(params (string Set, int Examples, int Right)[] runs) =>
        Record([.. runs.Select(run => (run.Set, run.Examples, Gold.Select((label, row) => row < run.Right ? label : 1 - label).ToArray()))]);

    private static RunRecord Record((string Set, int Examples, int[] Answers)[] runs)
    {
        var all = SyntheticRun.Answers(Gold, [.. runs.Select(run => ("lora", run.Answers))]);
        ImmutableArray<CandidateRun> placed =
        [
            .. all.Candidates.Zip(runs, (candidate, run) => candidate with
            {
                TrainingSet = run.Set,
                Examples = run.Examples,
                PartOf = run.Set.Contains(" of ", StringComparison.Ordinal) ? run.Set.Split(" of ")[1] : null,
            }),
        ];
        return all with { Candidates = [.. placed.Where(run => run.PartOf is null)], Curve = [.. placed.Where(run => run.PartOf is not null)] };
    }
}
