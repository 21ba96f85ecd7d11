using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Editing;
using AdaptLab.Editing.Results;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.Results;

namespace AdaptLab.LanguageServer.Panel;

/// <summary>A spec as a tree: strategies, what each was run on, and how each eval row was answered.</summary>
internal static class TestViews
{
    public static TestsView Of(Conversions spec)
    {
        var snapshot = spec.Snapshot;
        var rows = Rows(snapshot);
        return new TestsView(
            snapshot.Compilation.Spec.Task.Name,
            spec.Location(DeclaredStrategies.PlaceOfAll(snapshot)),
            [.. DeclaredStrategies.Of(snapshot).Select(strategy => new TestStrategy(strategy.Name, spec.Location(strategy.Place), Candidates(snapshot, strategy)))],
            [.. rows.Zip(Locations(spec, rows), (row, place) => new TestRow(row.Row.Id, row.Row.Text, row.Expected, place))]);
    }

    /// <summary>Where rows stand now; null for one that is not there any more.</summary>
    public static IReadOnlyList<Location?> Locations(Conversions spec, IReadOnlyList<(EvalRowInfo Row, string Expected)> rows)
    {
        var places = new RowPlaces(spec.Snapshot);
        return spec.Locations([.. rows.Select(row => places.Of(row.Row, row.Expected))]);
    }

    /// <summary>Those of the last run, else those that a run would answer.</summary>
    public static IReadOnlyList<(EvalRowInfo Row, string Expected)> Rows(SpecSnapshot snapshot) =>
        snapshot.Results is { Comparison: var comparison } ? [.. comparison.Record.Rows.Select((row, index) => (row, comparison.Expected(index)))]
        : snapshot.Data?.Data is { } data ? Rows(data, [.. snapshot.Compilation.Spec.Task.Fields.Select(field => field.Name)])
        : [];

    private static IReadOnlyList<(EvalRowInfo Row, string Expected)> Rows(PlanData data, ImmutableArray<string> fields)
    {
        var labels = data.Labels.Select(label => label.Name).ToImmutableArray();
        return [.. data.Rows.Select(row => (row, row.ExpectedText(labels, fields)))];
    }

    private static IReadOnlyList<TestCandidate> Candidates(SpecSnapshot snapshot, DeclaredStrategy strategy)
    {
        if (snapshot.Results is not { Comparison: var comparison } results)
            return [];
        var finished = comparison.Ranked.Where(candidate => strategy.Candidates.Contains(candidate.Run.Strategy)).Select(candidate => new TestCandidate(
            candidate.Name,
            results.StalenessOf(candidate.Run),
            null,
            Answers(comparison, candidate)));
        var failed = comparison.Failed.Where(candidate => strategy.Candidates.Contains(candidate.Run.Strategy)).Select(candidate => new TestCandidate(
            candidate.Name, results.StalenessOf(candidate.Run), candidate.Reason, new Dictionary<string, AnswerView>()));
        return [.. finished, .. failed];
    }

    private static Dictionary<string, AnswerView> Answers(Comparison comparison, CandidateSummary candidate)
    {
        var answers = new Dictionary<string, AnswerView>(StringComparer.Ordinal);
        for (var row = 0; row < comparison.Record.Rows.Length; row++)
            answers.TryAdd(comparison.Record.Rows[row].Id, RowAnswers.Of(comparison, candidate, row));
        return answers;
    }
}
