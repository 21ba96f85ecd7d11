using System.Collections.Immutable;
using System.Globalization;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Editing.Results;

/// <summary>What the last run says about the spec, at the place that it is about.</summary>
/// <remarks>A result that is stale is called so, and nothing else is concluded from it.</remarks>
public static class ResultDiagnostics
{
    /// <summary>What a run that has just ended can say: that a result is stale is not among it.</summary>
    public static ImmutableArray<DiagnosticRule> Rules { get; } =
    [
        ResultRules.UnmetRequirementRule, ResultRules.DominatedRule, ResultRules.TiedRule, ResultRules.AllWrongRule,
        ResultRules.NotAboveChanceRule, ResultRules.FailedRule, ResultRules.AdviceAfterRule,
    ];

    /// <summary>In the order of the text.</summary>
    public static ImmutableArray<Diagnostic> Of(SpecSnapshot snapshot) =>
        snapshot.Results is { } results ? new Findings(snapshot, results).All() : [];

    private sealed class Findings(SpecSnapshot snapshot, SpecResults results)
    {
        private readonly Comparison _comparison = results.Comparison;
        private readonly StrategyPlaces _places = new(snapshot.Compilation);

        public ImmutableArray<Diagnostic> All() =>
        [
            .. Requirements()
                .Concat(Dominated())
                .Concat(Tied())
                .Concat(NotAboveChance())
                .Concat(Failed())
                .Concat(Stale())
                .Concat(RowFindings.Of(snapshot, results))
                .OrderBy(d => d.Span.Start).ThenBy(d => d.Code, StringComparer.Ordinal),
        ];

        private IEnumerable<Diagnostic> Requirements()
        {
            foreach (var requirement in snapshot.Compilation.Spec.Compare.Requirements)
            {
                var judged = _comparison.Record.Candidates.Where(run => requirement.Strategy is "best" || run.Strategy == requirement.Strategy);
                if (judged.Any(IsStale) || RequirementEvaluation.Evaluate(requirement, _comparison) is not { Met: false } unmet)
                    continue;
                yield return ResultRules.UnmetRequirementRule.At(requirement.Span, $"require {unmet.Text} is not met ({unmet.Explanation}).");
            }
        }

        private IEnumerable<Diagnostic> Dominated() =>
            from domination in _comparison.Dominations
            let pair = domination.Pair
            where !IsStale(pair.Worse.Run) && !IsStale(pair.Better.Run)
            let place = _places.Of(pair.Worse.Run.Strategy)
            where place is not null
            select ResultRules.DominatedRule.At(place.Value, domination.Sentence) with { Related = Related(pair.Better) };

        private IEnumerable<Diagnostic> Tied() =>
            from tie in new[] { _comparison.Tie }.OfType<Tie>()
            where !tie.Candidates.Any(candidate => IsStale(candidate.Run))
            from candidate in tie.Candidates
            where candidate != tie.Cheapest
            let place = _places.Of(candidate.Run.Strategy)
            where place is not null
            select ResultRules.TiedRule.At(place.Value, string.Join(' ', tie.Sentences)) with { Related = Related(tie.Cheapest) };

        private IEnumerable<Diagnostic> NotAboveChance() =>
            from candidate in _comparison.NotAboveChance
            where !IsStale(candidate.Run)
            let place = _places.Of(candidate.Run.Strategy)
            where place is not null
            select ResultRules.NotAboveChanceRule.At(place.Value, _comparison.ChanceSentence(candidate));

        private IEnumerable<Diagnostic> Failed() =>
            from failed in _comparison.Failed
            where !IsStale(failed.Run)
            let place = _places.Of(failed.Run.Strategy)
            where place is not null
            select ResultRules.FailedRule.At(place.Value, $"{failed.Name} failed: {failed.Reason.TrimEnd('.')}.");

        private IEnumerable<Diagnostic> Stale()
        {
            var stale =
                from run in _comparison.Record.Candidates
                let reason = results.StalenessOf(run)
                where reason is not null && snapshot.Run?.Has(run, out _) != true
                let place = _places.Of(run.Strategy)
                where place is not null
                select (Place: place.Value, run.TrainingSet, Reason: reason);
            var sets = _comparison.Record.Candidates.Select(run => run.TrainingSet).Distinct().Count();
            foreach (var same in stale.GroupBy(s => (s.Place, s.Reason)))
            {
                // What holds for some of the training sets only is said of them.
                var names = same.Select(s => s.TrainingSet).Distinct().ToArray();
                var on = names.Length == sets ? "" : $" on {string.Join(" and ", names)}";
                yield return StaleAt(same.Key.Place, $"Result{on} is stale: {same.Key.Reason} since {Run()}.");
            }

            if (results.StaleRows.Count > 0 && StrategyPlaces.Header(snapshot.Compilation, "eval") is { } eval)
            {
                var are = results.StaleRows.Count == 1 ? "is new or has changed" : "are new or have changed";
                yield return StaleAt(eval, $"Results are stale: {Figures.Count(results.StaleRows.Count, "eval row")} {are} since {Run()}.");
            }
        }

        private static Diagnostic StaleAt(TextSpan place, string message) => ResultRules.StaleRule.At(place, message) with { Tags = DiagnosticTags.Stale };

        /// <summary>In UTC, as reports have it.</summary>
        private string Run() =>
            _comparison.Record.Started.ToUniversalTime().ToString("'the run of' yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

        private ImmutableArray<RelatedPlace> Related(CandidateSummary candidate) =>
            _places.Of(candidate.Run.Strategy) is { } place
                ? [new RelatedPlace($"{candidate.Name}: {Figures.Percent(candidate.Score)}, {Figures.Latency(candidate.P95Milliseconds)} at p95", place)]
                : [];

        private bool IsStale(CandidateRun run) => results.StalenessOf(run) is not null;
    }
}
