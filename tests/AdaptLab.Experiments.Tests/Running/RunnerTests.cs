using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Running;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language.Binding;
using AdaptLab.Results.Running;

namespace AdaptLab.Experiments.Tests.Running;

public sealed class RunnerTests
{
    private readonly ManualTime _time = new();
    private readonly Recorder _events = new();

    [Fact]
    public async Task Each_candidate_answers_every_row_and_is_recorded()
    {
        var outcome = await RunAsync(
            Clauses.Spec(Clauses.Strategy("overlap"), Clauses.Strategy("majority")), new OverlapStrategy(), new MajorityStrategy());

        var record = outcome.Record!;
        Assert.Equal(("clauses", "classify", "accuracy", 3), (record.Task, record.TaskKind, record.Metric, record.Seeds));
        Assert.Equal(4, record.Candidates.Length);
        Assert.All(record.Candidates, candidate => Assert.All(candidate.Seeds, seed => Assert.Equal(4, seed.Predictions.Length)));

        // Nearest by shared words, worked out by hand.
        Assert.Equal([0, 1, 0, 1], record.Candidates[0].Seeds[0].Predictions.Select(prediction => prediction.Label));
        Assert.Equal("index 3 examples", record.Candidates[0].Detail);
        // Two of the three expert rows are terminations.
        Assert.All(record.Candidates[2].Seeds, seed => Assert.All(seed.Predictions, prediction => Assert.Equal(0, prediction.Label)));
        Assert.Empty(outcome.Faults);
        Assert.False(outcome.WasStopped);
    }

    [Fact]
    public async Task Latency_covers_one_request_and_leaves_warm_up_and_preparation_out()
    {
        var texts = new List<string>();
        var strategy = new OverlapStrategy
        {
            BeforePreparing = _ => _time.Advance(2000),
            BeforeAnswer = text =>
            {
                texts.Add(text);
                _time.Advance(texts.Count <= 3 ? 500 : 10 * OverlapStrategy.Words(text).Length);
            },
        };
        var spec = Clauses.Spec(Clauses.Strategy("overlap", "expert"));

        var seed = Assert.Single(Assert.Single((await RunAsync(spec, strategy)).Record!.Candidates).Seeds);

        Assert.Equal([70, 50, 60, 50], seed.LatenciesMilliseconds.ToArray());
        Assert.Equal(2, seed.PreparationSeconds);
        Assert.Equal((7 + 5 + 6 + 5) / 4.0, seed.PromptTokens);
        Assert.True(seed.PeakMemoryBytes > 1_000_000);
        Assert.Equal(Clauses.Data.Examples[Clauses.Expert].Select(row => row.Text), texts.Take(3));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_answers_and_another_one_may_not()
    {
        // One example of each label: the majority is a tie that the seed decides.
        var data = Clauses.Data with
        {
            Examples = Clauses.Data.Examples.SetItem(Clauses.Expert, Clauses.Data.Examples[Clauses.Expert][..2]),
        };
        var spec = Clauses.Spec(Clauses.Strategy("majority"));
        spec = spec with { Compare = spec.Compare with { Train = [[Clauses.Expert]], Seeds = 12 } };
        var plan = Planner.Create(spec, data, [new MajorityStrategy().Traits], PlanOptions.Default).Plan!;

        int[] first = Labels(await RunAsync(plan, new MajorityStrategy())), second = Labels(await RunAsync(plan, new MajorityStrategy()));

        Assert.Equal(first, second);
        Assert.Equal([0, 1], first.Distinct().Order());

        static int[] Labels(RunOutcome outcome) => [.. outcome.Record!.Candidates[0].Seeds.Select(seed => seed.Predictions[0].Label)];
    }

    [Fact]
    public async Task A_candidate_that_fails_is_recorded_and_the_others_still_run()
    {
        var strategy = new OverlapStrategy { BeforeAnswer = _ => throw new InvalidOperationException("Out of rows.\n   at somewhere") };
        var outcome = await RunAsync(
            Clauses.Spec(Clauses.Strategy("overlap", "expert"), Clauses.Strategy("majority")), strategy, new MajorityStrategy());

        Assert.Equal(["Out of rows. (InvalidOperationException)", null, null], outcome.Record!.Candidates.Select(candidate => candidate.Failure));
        var fault = Assert.Single(outcome.Faults);
        Assert.Equal("overlap on expert", fault.Candidate);
        Assert.False(fault.IsInSpec);
        Assert.Equal(0, strategy.Undisposed);
        Assert.Null(_events.OfType<CandidateFinished>().First().Accuracy);
    }

    [Fact]
    public async Task What_the_spec_cannot_have_is_told_apart_from_a_failure_of_the_tool()
    {
        var outcome = await RunAsync(Clauses.Spec(Clauses.Strategy("majority", "playbook")), new MajorityStrategy());

        var fault = Assert.Single(outcome.Faults);
        Assert.True(fault.IsInSpec);
        Assert.Equal("The majority needs at least 1 example, and there are 0.", fault.Reason);
    }

    [Fact]
    public async Task An_answer_that_is_no_label_fails_the_candidate()
    {
        var outcome = await RunAsync(Clauses.Spec(Clauses.Strategy("wrong")), new WrongStrategy());

        Assert.All(outcome.Record!.Candidates, candidate =>
            Assert.StartsWith("The wrong strategy gave no valid answer", candidate.Failure, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Requirements_are_judged_by_what_was_measured()
    {
        var spec = Clauses.Spec(Clauses.Strategy("overlap", "expert"));
        Requirement Accuracy(double least) => new("overlap", "accuracy", ">=", least, $"overlap.accuracy >= {least}", default);

        var outcome = await RunAsync(
            spec with { Compare = spec.Compare with { Requirements = [Accuracy(1), Accuracy(1.01)] } }, new OverlapStrategy());

        Assert.Equal([true, false], outcome.Record!.Requirements.Select(requirement => requirement.Met));
    }

    [Fact]
    public async Task Stopping_keeps_what_had_finished()
    {
        using var stop = new CancellationTokenSource();
        var strategy = new OverlapStrategy
        {
            BeforeAnswer = text =>
            {
                if (text == Clauses.Data.Rows[2].Text)
                    stop.Cancel();
            },
        };
        var spec = Clauses.Spec(Clauses.Strategy("majority"), Clauses.Strategy("overlap"));

        var outcome = await RunAsync(spec, [new MajorityStrategy(), strategy], stop.Token);

        Assert.True(outcome.WasStopped);
        Assert.Equal(["majority", "majority"], outcome.Record!.Candidates.Select(candidate => candidate.Strategy));
        Assert.Contains("The run was stopped: 2 of 4 candidates had finished.", outcome.Record.Notes);
        Assert.Equal(0, strategy.Undisposed);
        // The row that was being answered is the last one: nothing runs on after the stop.
        Assert.Equal(3, _events.OfType<RowAnswered>().Count(row => row.Candidate == 2));
    }

    [Fact]
    public async Task Stopped_before_anything_finished_there_is_no_record()
    {
        using var stop = new CancellationTokenSource();
        var strategy = new OverlapStrategy { BeforePreparing = _ => stop.Cancel() };

        var outcome = await RunAsync(Clauses.Spec(Clauses.Strategy("overlap")), [strategy], stop.Token);

        Assert.True(outcome.WasStopped);
        Assert.Null(outcome.Record);
    }

    [Fact]
    public async Task Nothing_of_eval_reaches_a_strategy()
    {
        var strategy = new OverlapStrategy();
        await RunAsync(Clauses.Spec(Clauses.Strategy("overlap")), strategy);

        Assert.All(strategy.Prepared, context => Assert.Empty(
            context.Examples.Select(row => row.Text).Intersect(Clauses.Data.Rows.Select(row => row.Text))));
    }

    [Fact]
    public async Task Cross_validation_fills_every_row_from_the_fold_that_held_it_out()
    {
        var spec = Clauses.Spec(Clauses.Strategy("overlap", "expert"));
        var outcome = await RunAsync(spec with { Eval = spec.Eval with { Folds = 3 } }, new OverlapStrategy());

        var seed = Assert.Single(Assert.Single(outcome.Record!.Candidates).Seeds);

        // The single renewal, held out, can only be answered with the label of a termination.
        Assert.Equal([0, 0, 0], seed.Predictions.Select(prediction => prediction.Label));
        Assert.Equal(3, seed.LatenciesMilliseconds.Length);
    }

    [Fact]
    public async Task Events_tell_the_start_each_stage_each_row_and_the_end()
    {
        await RunAsync(Clauses.Spec(Clauses.Strategy("overlap", "expert")), new OverlapStrategy());

        Assert.Equal(
            [typeof(CandidateStarted), typeof(Preparing), .. Enumerable.Repeat(typeof(RowAnswered), 4), typeof(CandidateFinished)],
            _events.Select(e => e.GetType()));
        Assert.Equal("indexing", _events.OfType<Preparing>().Single().Stage);
        Assert.Equal([1, 2, 3, 4], _events.OfType<RowAnswered>().Select(row => row.Done));
        Assert.Equal(1, _events.OfType<CandidateFinished>().Single().Accuracy);
    }

    [Fact]
    public async Task Time_left_follows_the_pace_of_the_rows_and_of_finished_seeds()
    {
        var strategy = new SlowStrategy(_time);
        var spec = Clauses.Spec(Clauses.Strategy("slow"));
        await RunAsync(spec with { Compare = spec.Compare with { Train = [["expert"]], Seeds = 2 } }, strategy);

        var left = _events.OfType<RowAnswered>().Select(row => row.Left!.Value.TotalSeconds).ToArray();
        // Each seed: 6 s of preparation, then 4 rows of 1 s.
        Assert.Equal([3 + 10, 2 + 10, 1 + 10, 10, 3, 2, 1, 0], left);
        Assert.Equal(
            // At half of the first preparation: 3 s more of it, and another one; then the first seed's 10 s foretell the second's.
            [9.0, 7.0],
            _events.OfType<Preparing>().Select(stage => stage.Left!.Value.TotalSeconds));
    }

    [Fact]
    public async Task Each_candidate_is_asked_for_with_its_model_before_its_clock_starts_and_recorded_with_it()
    {
        var overlap = new OverlapStrategy();
        var asked = new List<string>();
        var spec = Clauses.Spec(Clauses.Strategy("overlap").On("other"), Clauses.Strategy("overlap").On("base", "other"));
        var plan = Clauses.Plan(spec with { Compare = spec.Compare with { Train = [["expert"]] } }, overlap);
        var runner = new Runner(_time, (candidate, progress) =>
        {
            asked.Add(string.Join(' ', candidate.Models.Select(model => model.Name)));
            progress!.Report(new StrategyProgress("loading"));
            _time.Advance(60_000);
            return overlap;
        });

        var record = (await runner.RunAsync(plan, Clauses.Origin, _events, CancellationToken.None)).Record!;

        Assert.Equal(["base other", "other"], asked);
        Assert.Equal(["words", "letters"], record.Models.Select(model => model.Name));
        Assert.Equal(["words", "letters"], record.Candidates.Select(candidate => record.ModelOf(candidate).Name));
        Assert.Equal(["letters", null], record.Candidates.Select(candidate => candidate.Embedder?.Name));
        Assert.All(record.Candidates, candidate => Assert.Equal(0, Assert.Single(candidate.Seeds).PreparationSeconds));
        Assert.Contains(_events.OfType<Preparing>(), stage => stage.Stage == "loading");
    }

    [Fact]
    public async Task A_model_that_cannot_be_opened_fails_its_candidates_and_no_other()
    {
        var overlap = new OverlapStrategy();
        var spec = Clauses.Spec(Clauses.Strategy("overlap").On("base"), Clauses.Strategy("overlap").On("other"));
        var runner = new Runner(_time, (candidate, _) => candidate.Model.Name == "base" ? throw new StrategyException("base is damaged") : overlap);

        var outcome = await runner.RunAsync(Clauses.Plan(spec with { Compare = spec.Compare with { Train = [["expert"]] } }, overlap), Clauses.Origin, null, CancellationToken.None);

        Assert.Equal(["base is damaged", null], outcome.Record!.Candidates.Select(candidate => candidate.Failure));
        Assert.True(Assert.Single(outcome.Faults).IsInSpec);
    }

    [Fact]
    public async Task Notes_of_predictors_are_told_once_and_with_their_candidate()
    {
        var outcome = await RunAsync(Clauses.Spec(Clauses.Strategy("overlap", "expert")), new OverlapStrategy());

        Assert.Single(outcome.Record!.Notes, note => note == "overlap on expert: words only");
    }

    private Task<RunOutcome> RunAsync(Spec spec, params IStrategy[] strategies) => RunAsync(spec, strategies, CancellationToken.None);

    private Task<RunOutcome> RunAsync(Spec spec, IStrategy[] strategies, CancellationToken stop) => RunAsync(Clauses.Plan(spec, strategies), strategies, stop);

    private Task<RunOutcome> RunAsync(Plan plan, params IStrategy[] strategies) => RunAsync(plan, strategies, CancellationToken.None);

    private Task<RunOutcome> RunAsync(Plan plan, IStrategy[] strategies, CancellationToken stop) =>
        new Runner(_time, [.. strategies]).RunAsync(plan, Clauses.Origin, _events, stop);
}
