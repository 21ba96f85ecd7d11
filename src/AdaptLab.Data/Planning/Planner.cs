using System.Collections.Immutable;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Data.Planning;

/// <summary>From a spec and its data to what will be run.</summary>
public static class Planner
{
    /// <param name="strategies">Those that exist; the spec's candidates are matched to them by kind.</param>
    public static Planning Create(Spec spec, PlanData data, ImmutableArray<StrategyTraits> strategies, PlanOptions options)
    {
        var chosen = spec.Strategies.Where(strategy => options.Includes(strategy)).ToImmutableArray();
        var unavailable = Unavailable(spec, strategies, options);
        if (!unavailable.IsEmpty)
            return new Planning(null, unavailable);

        var wanted = chosen
            .Select(strategy => (strategy, part: StrategyPart.Of(strategy, spec.Strategies, strategies)))
            .Select(w => (w.strategy, w.part, sets: TrainingSets.For(spec, w.part)))
            .ToImmutableArray();
        var split = spec.Eval.Folds is { } folds
            ? EvalSplit.CrossValidation(data, wanted.SelectMany(w => w.sets.Run).SelectMany(set => set.Sets), folds, options.Limit)
            : EvalSplit.Separate(data.Rows, options.Limit);

        PlannedCandidate[] candidates =
        [
            .. from w in wanted
               from set in w.sets.Run
               let rows = set.Sets.SelectMany(name => data.Examples[name]).ToImmutableArray()
               select new PlannedCandidate(
                   w.part.Traits,
                   w.strategy,
                   set.Name,
                   rows.Length,
                   split.Folds(rows),
                   w.part.ReadsDocuments ? [.. set.Documents.SelectMany(name => data.Documents[name])] : [],
                   Seeds(spec.Compare.Seeds, options.FirstSeed, w.part.UsesSeed))
               {
                   Model = ModelChoice.ModelOf(spec, w.part.Strategy),
                   Embedder = ModelChoice.EmbedderOf(spec, w.part),
                   Parts = w.part.Parts,
                   SearchesExamples = set.SearchesExamples,
               },
        ];

        // A strategy that the user left out this time has neither met nor failed what is required of it.
        var judged = spec.Compare.Requirements
            .Where(requirement => requirement.Strategy == "best" || chosen.Any(strategy => strategy.Name == requirement.Strategy))
            .ToImmutableArray();
        return new Planning(
            new Plan(
                spec.Task,
                spec.Compare.Metric,
                data.Labels,
                split.Rows,
                [
                    .. ByModel(spec, candidates),
                    .. ByModel(spec, LearningCurves.Points(options.EveryCurve ? (spec.Compare.Curve ?? new CurveSpec([])) with { Strategies = [] } : spec.Compare.Curve, candidates, Seeds(spec.Compare.Seeds, options.FirstSeed, usesSeed: true))),
                ],
                judged,
                [
                    .. data.Notes,
                    .. split.Notes,
                    .. wanted.SelectMany(w => w.sets.Notes).Distinct(),
                    .. spec.Compare.Requirements.Except(judged).Select(requirement =>
                        $"require {requirement.Text} was not judged: {requirement.Strategy} was left out (--strategy)."),
                ])
            {
                Margin = spec.Compare.Margin,
                MachineHour = spec.Compare.MachineHour,
                ProbesBase = spec.Compare.ProbesBase,
                Adapters = data.Adapters,
            },
            []);
    }

    /// <summary>The strategies of a spec that cannot be run, so that this is known before a model is loaded.</summary>
    /// <param name="strategies">Those that can: <see cref="StrategyTraits.All"/>.</param>
    public static ImmutableArray<Diagnostic> Unavailable(Spec spec, ImmutableArray<StrategyTraits> strategies, PlanOptions options)
    {
        bool IsRun(StrategySpec strategy) => strategies.Any(s => s.Kind == strategy.Kind);
        return
        [
            .. spec.Strategies
                .Where(strategy => options.Includes(strategy) && !IsRun(strategy))
                .Select(strategy => PlanDiagnostics.UnavailableStrategy(strategy, strategies.Select(s => s.Kind))),
            .. spec.Strategies
                .Where(strategy => options.Includes(strategy) && IsRun(strategy))
                .Select(strategy => StrategyPart.Of(strategy, spec.Strategies, strategies).Problem() is { } problem ? PlanDiagnostics.UnavailableHybrid(strategy, problem) : null)
                .OfType<Diagnostic>(),
        ];
    }

    /// <summary>Those of one model one after the other, so that each model is loaded once and only those in use take memory.</summary>
    private static IEnumerable<PlannedCandidate> ByModel(Spec spec, IEnumerable<PlannedCandidate> candidates) => candidates
        .OrderBy(candidate => spec.Models.IndexOf(candidate.Model))
        .ThenBy(candidate => candidate.Embedder is { } embedder ? spec.Models.IndexOf(embedder) : -1);

    private static ImmutableArray<int> Seeds(int count, int first, bool usesSeed) =>
        [.. Enumerable.Range(first, usesSeed ? count : 1)];
}

/// <param name="Strategies">Names or kinds of the strategies to run; empty for all.</param>
/// <param name="Limit">The most eval rows to answer; null for all.</param>
public sealed record PlanOptions(ImmutableArray<string> Strategies, int FirstSeed = 1, int? Limit = null)
{
    public static PlanOptions Default { get; } = new([]);

    /// <summary>Every strategy gets a learning curve, also where the spec asks for curves of some or of none.</summary>
    public bool EveryCurve { get; init; }

    public bool Includes(StrategySpec strategy) =>
        Strategies.IsEmpty || Strategies.Contains(strategy.Name) || Strategies.Contains(strategy.Kind);
}

/// <summary>A plan, or why there is none: exactly one of the two.</summary>
public sealed record Planning(Plan? Plan, ImmutableArray<Diagnostic> Problems);
