using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Language.Binding;

namespace AdaptLab.Experiments.Tests.Running;

public sealed class PlannerTests
{
    [Fact]
    public void Every_strategy_meets_every_training_set_on_the_same_rows()
    {
        var plan = Clauses.Plan(
            Clauses.Spec(Clauses.Strategy("majority"), Clauses.Strategy("overlap")), new MajorityStrategy(), new OverlapStrategy());

        Assert.Equal(
            ["majority on expert", "majority on contractors", "overlap on expert", "overlap on contractors"],
            plan.Candidates.Select(candidate => candidate.Name));
        Assert.All(plan.Candidates, candidate => Assert.Equal([0, 1, 2, 3], Assert.Single(candidate.Folds).Rows.ToArray()));
        Assert.Equal([3, 4, 3, 4], plan.Candidates.Select(candidate => candidate.Examples));
        Assert.Contains("1 bad row was left out.", plan.Notes);
    }

    [Fact]
    public void Candidates_of_one_model_run_one_after_the_other()
    {
        var overlap = Clauses.Strategy("overlap");
        var spec = Clauses.Spec(overlap.On("other"), overlap.On("base"), overlap.On("other", "base") with { Name = "mixed" }, Clauses.Strategy("majority"));
        var plan = Clauses.Plan(spec with { Compare = spec.Compare with { Train = [["expert"]] } }, new MajorityStrategy(), new OverlapStrategy());

        Assert.Equal(["overlap base", "majority", "overlap other", "mixed"], plan.Candidates.Select(candidate => candidate.Strategy.Name));
        Assert.Equal(["base", "base", "other", "other"], plan.Candidates.Select(candidate => candidate.Model.Name));
        Assert.Equal([null, null, null, "base"], plan.Candidates.Select(candidate => candidate.Embedder?.Name));
        Assert.Equal(["base", "other"], plan.Models.Select(model => model.Name));
    }

    [Fact]
    public void A_deterministic_strategy_is_run_with_one_seed()
    {
        var plan = Clauses.Plan(
            Clauses.Spec(Clauses.Strategy("majority"), Clauses.Strategy("overlap")),
            PlanOptions.Default with { FirstSeed = 7 },
            new MajorityStrategy(), new OverlapStrategy());

        Assert.Equal([7, 8, 9], plan.Candidates[0].Seeds.ToArray());
        Assert.Equal(7, Assert.Single(plan.Candidates[2].Seeds));
        Assert.Equal(3, plan.Seeds);
    }

    [Fact]
    public void A_strategy_with_from_is_run_only_on_what_it_may_read()
    {
        var plan = Clauses.Plan(Clauses.Spec(Clauses.Strategy("overlap", "expert", "playbook")), new OverlapStrategy());

        var candidate = Assert.Single(plan.Candidates);
        Assert.Equal("expert", candidate.TrainingSet);
        Assert.Equal("playbook/renewal.md", Assert.Single(candidate.Documents).Path);
        Assert.Contains("overlap reads only expert, playbook (its `from`), so it is not run on contractors.", plan.Notes);
    }

    [Fact]
    public void A_strategy_whose_from_is_in_no_training_set_is_run_once_on_its_own_sets()
    {
        var spec = Clauses.Spec(Clauses.Strategy("overlap", "expert"));
        var plan = Clauses.Plan(spec with { Compare = spec.Compare with { Train = [["contractors"]] } }, new OverlapStrategy());

        Assert.Equal("expert", Assert.Single(plan.Candidates).TrainingSet);
        Assert.Empty(plan.Candidates[0].Documents);
    }

    [Fact]
    public void A_strategy_that_reads_documents_only_is_named_after_them()
    {
        var plan = Clauses.Plan(Clauses.Spec(Clauses.Strategy("overlap", "playbook")), new OverlapStrategy());

        Assert.Equal("playbook", Assert.Single(plan.Candidates).TrainingSet);
        Assert.Empty(Assert.Single(plan.Candidates[0].Folds).Training);
    }

    [Fact]
    public void Joined_sets_are_one_training_set()
    {
        var spec = Clauses.Spec(Clauses.Strategy("majority"));
        var plan = Clauses.Plan(spec with { Compare = spec.Compare with { Train = [["expert", "contractors"]] } }, new MajorityStrategy());

        var candidate = Assert.Single(plan.Candidates);
        Assert.Equal("expert + contractors", candidate.TrainingSet);
        Assert.Equal(7, candidate.Examples);
    }

    [Fact]
    public void An_unknown_kind_is_a_problem_at_its_place_in_the_spec()
    {
        var planning = Planner.Create(
            Clauses.Spec(Clauses.Strategy("overlap"), Clauses.Strategy("majority")), Clauses.Data, [new MajorityStrategy().Traits], PlanOptions.Default);

        Assert.Null(planning.Plan);
        var problem = Assert.Single(planning.Problems);
        Assert.StartsWith("The strategy 'overlap' cannot be run by this version, which has majority.", problem.Message, StringComparison.Ordinal);
        Assert.Equal(7, problem.Span.Start);
    }

    [Fact]
    public void A_limit_takes_rows_evenly_and_says_so()
    {
        var plan = Clauses.Plan(
            Clauses.Spec(Clauses.Strategy("majority")), PlanOptions.Default with { Limit = 2 }, new MajorityStrategy());

        Assert.Equal(["1", "3"], plan.Rows.Select(row => row.Id));
        Assert.Contains("Only 2 of the 4 eval rows were answered (--limit), taken evenly from the whole set.", plan.Notes);
    }

    [Fact]
    public void A_limit_above_the_rows_changes_nothing()
    {
        var spec = Clauses.Spec(Clauses.Strategy("majority"));
        var plan = Clauses.Plan(spec, PlanOptions.Default with { Limit = 4 }, new MajorityStrategy());

        Assert.Equal(Clauses.Plan(spec, new MajorityStrategy()).Notes.ToArray(), plan.Notes.ToArray());
        Assert.Equal(4, plan.Rows.Length);
    }

    [Fact]
    public void Only_the_chosen_strategies_are_run()
    {
        var plan = Clauses.Plan(
            Clauses.Spec(Clauses.Strategy("majority"), Clauses.Strategy("overlap")),
            new PlanOptions(["overlap"]),
            new MajorityStrategy(), new OverlapStrategy());

        Assert.All(plan.Candidates, candidate => Assert.Equal("overlap", candidate.Strategy.Kind));
    }

    [Fact]
    public void What_is_required_of_a_strategy_that_was_left_out_is_not_judged()
    {
        var spec = Clauses.Spec(Clauses.Strategy("majority"), Clauses.Strategy("overlap"));
        Requirement best = new("best", "accuracy", ">=", 0.5, "best.accuracy >= 50%", default), left = new("overlap", "accuracy", ">=", 0.5, "overlap.accuracy >= 50%", default);

        var plan = Clauses.Plan(
            spec with { Compare = spec.Compare with { Requirements = [best, left] } }, new PlanOptions(["majority"]), new MajorityStrategy());

        Assert.Equal(best, Assert.Single(plan.Requirements));
        Assert.Contains("require overlap.accuracy >= 50% was not judged: overlap was left out (--strategy).", plan.Notes);
    }

    [Fact]
    public void Cross_validation_answers_each_example_once_without_having_learnt_from_it()
    {
        var spec = WithFolds(Clauses.Spec(Clauses.Strategy("overlap")), 3);
        var plan = Clauses.Plan(spec, new OverlapStrategy());

        // Seven examples: fewer than twenty are held out one by one.
        Assert.Equal(7, plan.Rows.Length);
        Assert.Contains(plan.Notes, note => note.StartsWith("Leave-one-out over the 7 examples", StringComparison.Ordinal));
        Assert.All(plan.Candidates, candidate =>
        {
            Assert.Equal(Enumerable.Range(0, 7), candidate.Folds.SelectMany(fold => fold.Rows).Order());
            Assert.All(candidate.Folds, fold => Assert.Empty(
                fold.Rows.Select(row => plan.Rows[row].Text).Intersect(fold.Training.Select(row => row.Text))));
        });
    }

    [Fact]
    public void Twenty_examples_are_split_into_the_folds_asked_for_with_every_label_in_each()
    {
        var rows = Enumerable.Range(0, 24).Select(i => new TrainingRow($"clause {i}", i < 12 ? 0 : 1, $"e:{i}")).ToImmutableArray();
        var spec = WithFolds(Clauses.Spec(Clauses.Strategy("overlap", "expert")), 4);
        var data = Clauses.Data with { Examples = Clauses.Data.Examples.SetItem(Clauses.Expert, rows), Rows = [] };

        var plan = Planner.Create(spec, data, [new OverlapStrategy().Traits], PlanOptions.Default).Plan!;

        var folds = Assert.Single(plan.Candidates).Folds;
        Assert.Equal([6, 6, 6, 6], folds.Select(fold => fold.Rows.Length));
        Assert.All(folds, fold => Assert.Equal(3, fold.Rows.Count(row => plan.Rows[row].Gold == 0)));
    }

    [Fact]
    public void The_same_text_never_stands_on_both_sides_of_a_fold()
    {
        var rows = Enumerable.Range(0, 30).Select(i => new TrainingRow(i % 2 == 0 ? $"Clause {i}" : $" clause  {i - 1}", 0, $"e:{i}"));
        var spec = WithFolds(Clauses.Spec(Clauses.Strategy("overlap", "expert")), 5);
        var data = Clauses.Data with { Examples = Clauses.Data.Examples.SetItem(Clauses.Expert, [.. rows]), Rows = [] };

        var plan = Planner.Create(spec, data, [new OverlapStrategy().Traits], PlanOptions.Default).Plan!;

        Assert.All(plan.Candidates[0].Folds, fold => Assert.Empty(
            fold.Rows.Select(row => Numbers(plan.Rows[row].Text)).Intersect(fold.Training.Select(row => Numbers(row.Text)))));

        static string Numbers(string text) => new([.. text.Where(char.IsDigit)]);
    }

    [Fact]
    public void Rows_of_a_group_stay_on_the_same_side_of_a_fold()
    {
        var rows = Enumerable.Range(0, 30).Select(i => new TrainingRow($"clause {i}", i % 2, $"e:{i}", $"{i / 5}"));
        var spec = WithFolds(Clauses.Spec(Clauses.Strategy("overlap", "expert")), 3);
        var data = Clauses.Data with { Examples = Clauses.Data.Examples.SetItem(Clauses.Expert, [.. rows]), Rows = [] };

        var plan = Planner.Create(spec, data, [new OverlapStrategy().Traits], PlanOptions.Default).Plan!;

        Assert.All(plan.Candidates[0].Folds, fold => Assert.Empty(
            fold.Rows.Select(row => $"{row / 5}").Intersect(fold.Training.Select(row => row.Group!))));
        Assert.Equal(30, plan.Candidates[0].Folds.Sum(fold => fold.Rows.Length));
    }

    [Fact]
    public void Rows_know_the_fold_in_which_they_were_held_out_and_their_group()
    {
        var rows = Enumerable.Range(0, 30).Select(i => new TrainingRow($"clause {i}", i % 2, $"e:{i}", $"{i / 5}"));
        var data = Clauses.Data with { Examples = Clauses.Data.Examples.SetItem(Clauses.Expert, [.. rows]), Rows = [] };

        var plan = Planner.Create(WithFolds(Clauses.Spec(Clauses.Strategy("overlap", "expert")), 3), data, [new OverlapStrategy().Traits], PlanOptions.Default).Plan!;

        Assert.All(plan.Rows.Select((row, index) => (row, index)), item => Assert.Equal($"{item.index / 5}", item.row.Group));
        Assert.All(plan.Candidates[0].Folds.Select((fold, index) => (fold, index)), item => Assert.All(item.fold.Rows, row => Assert.Equal(item.index, plan.Rows[row].Fold)));
    }

    [Fact]
    public void A_curve_adds_points_on_parts_of_each_set_after_the_candidates_themselves()
    {
        var plan = Curved(new CurveSpec([2, 5, 9, 200]), Many(12, 4), seeds: 2);

        Assert.Equal(["overlap on expert", "overlap on 2 of expert", "overlap on 5 of expert", "overlap on 9 of expert"], plan.Candidates.Select(candidate => candidate.Name));
        // The strategy makes no use of a seed, but another seed draws another part.
        Assert.Equal([1, 2, 2, 2], plan.Candidates.Select(candidate => candidate.Seeds.Length));
        Assert.Equal([16, 2, 5, 9], plan.Candidates.Select(candidate => candidate.Training(0, 1).Length));
    }

    [Fact]
    public void Sizes_that_are_not_named_double_from_four_examples() =>
        Assert.Equal([16, 4, 8], Curved(new CurveSpec([]), Many(12, 4), seeds: 1).Candidates.Select(candidate => candidate.Training(0, 1).Length));

    [Fact]
    public void Larger_parts_hold_the_smaller_ones_and_each_label_has_its_share()
    {
        var plan = Curved(new CurveSpec([2, 4, 8, 16]), Many(30, 10), seeds: 3);

        foreach (var seed in new[] { 1, 2, 3 })
        {
            ImmutableArray<TrainingRow>[] parts = [.. plan.Candidates.Skip(1).Select(candidate => candidate.Training(0, seed))];
            Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.Subset(pair.Second.ToHashSet(), pair.First.ToHashSet()));
            Assert.Equal([1, 1, 2, 4], parts.Select(part => part.Count(row => row.Label == 1)));
            // In the order of the set, as `first` and the prompt want it.
            Assert.All(parts, part => Assert.Equal(part.Select(row => row.Source).Order(StringComparer.Ordinal), part.Select(row => row.Source)));
        }

        Assert.NotEqual(plan.Candidates[3].Training(0, 1), plan.Candidates[3].Training(0, 2));
    }

    [Fact]
    public void A_row_more_leaves_the_places_of_the_others_in_a_part_as_they_are()
    {
        var rows = Many(30, 10);
        var before = Curved(new CurveSpec([8]), rows, seeds: 1).Candidates[1].Training(0, 1);
        var after = Curved(new CurveSpec([8]), rows.Insert(3, new TrainingRow("a new one", 0, "e:new")), seeds: 1).Candidates[1].Training(0, 1);

        Assert.InRange(after.Except(before).Count(), 0, 1);
    }

    [Fact]
    public void A_curve_of_some_strategies_leaves_the_others_with_their_whole_sets()
    {
        var rows = Many(12, 4);
        Assert.Equal(3, Curved(new CurveSpec([2, 8]) { Strategies = ["overlap"] }, rows, seeds: 1).Candidates.Length);
        Assert.Single(Curved(new CurveSpec([2, 8]) { Strategies = ["lora"] }, rows, seeds: 1).Candidates);
    }

    [Fact]
    public void Asked_for_every_curve_the_others_have_theirs_too_on_the_sizes_of_the_spec_or_on_doubled_ones()
    {
        var rows = Many(12, 4);
        var every = PlanOptions.Default with { EveryCurve = true };

        Assert.Equal([16, 2, 9], Curved(new CurveSpec([2, 9]) { Strategies = ["lora"] }, rows, seeds: 1, every).Candidates.Select(candidate => candidate.Examples));
        Assert.Equal([16, 4, 8], Curved(null, rows, seeds: 1, every).Candidates.Select(candidate => candidate.Examples));
    }

    private static Plan Curved(CurveSpec? curve, ImmutableArray<TrainingRow> rows, int seeds, PlanOptions? options = null)
    {
        var spec = Clauses.Spec(Clauses.Strategy("overlap"));
        spec = spec with { Compare = spec.Compare with { Train = [[Clauses.Expert]], Curve = curve, Seeds = seeds } };
        return Planner.Create(
            spec, Clauses.Data with { Examples = Clauses.Data.Examples.SetItem(Clauses.Expert, rows) }, [new OverlapStrategy().Traits], options ?? PlanOptions.Default).Plan!;
    }

    private static ImmutableArray<TrainingRow> Many(int first, int second) =>
        [.. Enumerable.Range(0, first + second).Select(i => new TrainingRow($"clause {i}", i < first ? 0 : 1, $"e:{i:D3}"))];

    private static Spec WithFolds(Spec spec, int folds) => spec with { Eval = spec.Eval with { Folds = folds } };
}
