using System.Collections.Immutable;
using System.Globalization;
using AdaptLab.Editing;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;
using AdaptLab.Reporting;
using AdaptLab.Results;
using AdaptLab.Results.Economics;
using AdaptLab.Results.Store;

namespace AdaptLab.LanguageServer.Panel;

/// <summary>What a panel shows of a spec: the figures and sentences of its last run, as every other surface has them.</summary>
internal static class ComparisonViews
{
    private const double Narrowest = 360, Widest = 1200;

    /// <summary>What is narrower has no room for every column of the table.</summary>
    private const double Brief = 760;

    public static ComparisonView Of(Document document, IReadOnlyList<PastRun> history, double width, DateTimeOffset now) => new(
        document.Compilation.Spec.Task.Name,
        document.Snapshot.Run is not null,
        Running(document),
        document.RunProblem,
        document.Snapshot.Results is { } results ? ResultsOf(results, Math.Clamp(width, Narrowest, Widest)) : null,
        [.. history.Select(run => Past(run, now))]);

    public static IReadOnlyList<RunningCandidate> Running(Document document) =>
        [.. (document.Snapshot.Run ?? RunState.Begun).Candidates.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new RunningCandidate(pair.Key, pair.Value))];

    private static ResultsView ResultsOf(SpecResults results, double width)
    {
        var comparison = results.Comparison;
        var table = width < Brief ? SummaryTable.Brief(comparison) : SummaryTable.Of(comparison);
        var candidates = comparison.Ranked.Select((candidate, row) => Candidate(results, candidate.Name, candidate.Run, table.Rows[row], candidate == comparison.Best, true))
            .Concat(comparison.Failed.Select((failed, row) => Candidate(results, failed.Name, failed.Run, table.Rows[comparison.Ranked.Length + row], false, false)));
        return new ResultsView(
            Headline.Of(comparison.Record),
            [.. comparison.Verdict, .. comparison.Dominations.Select(domination => domination.Sentence)],
            [.. comparison.Advice.Select(advice => new AdviceView(advice.Text, advice.Source))],
            ComparisonPlots.AccuracyAgainstLatency(comparison, width),
            ComparisonPlots.Curves(comparison, width) is { } curves ? new CurvesView(curves, [.. comparison.CurveSentences]) : null,
            ComparisonPlots.Confusion(comparison, width),
            Costs(comparison),
            Columns(table),
            [.. candidates],
            [.. comparison.Record.Requirements.Select(requirement => new RequirementView(requirement.Text, requirement.Met, requirement.Explanation))],
            comparison.Record.Notes,
            comparison.Record.TaskKind == "classify" ? "label" : "expected",
            [.. comparison.Record.Rows.Select((row, index) => Row(comparison, row, index))]);
    }

    private static CostsView Costs(Comparison comparison) => new(
        Table(CostTable.Of(comparison)),
        CostTable.Note(comparison),
        CostTable.WhenPreparingPays(comparison) is { Rows.IsEmpty: false } pairs ? Table(pairs) : null);

    private static TableView Table(SummaryTable table) => new(Columns(table), [.. table.Rows.Select(row => (IReadOnlyList<string>)row)]);

    private static IReadOnlyList<ColumnView> Columns(SummaryTable table) => [.. table.Columns.Select(column => new ColumnView(column.Header, column.IsNumeric))];

    private static CandidateView Candidate(SpecResults results, string name, CandidateRun run, ImmutableArray<string> cells, bool isBest, bool hasAnswers) =>
        new(name, run.Strategy, cells, isBest, hasAnswers, results.StalenessOf(run));

    private static RowView Row(Comparison comparison, EvalRowInfo row, int index) => new(
        row.Id, row.Text, comparison.Expected(index), row.Source,
        [.. comparison.Ranked.Select(candidate => RowAnswers.Of(comparison, candidate, index))]);

    private static PastRunView Past(PastRun run, DateTimeOffset now) => new(
        run.Started.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        Figures.Age(now - run.Started),
        Figures.Duration(run.DurationSeconds),
        run.Verdict,
        [.. run.Candidates.Select(score => new PastScoreView(
            score.Name, run.Metric == "accuracy" ? Figures.Percent(score.Score) : Figures.Share(score.Score), Figures.Latency(score.P95Milliseconds)))]);
}
