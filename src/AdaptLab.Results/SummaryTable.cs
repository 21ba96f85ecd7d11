using System.Collections.Immutable;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Results;

/// <summary>The table of a comparison as text, the same cells on every surface: the terminal, Markdown, HTML.</summary>
/// <param name="Rows">The best candidate first, those that failed last; each as long as <paramref name="Columns"/>.</param>
public sealed record SummaryTable(ImmutableArray<SummaryColumn> Columns, ImmutableArray<ImmutableArray<string>> Rows)
{
    public static SummaryTable Of(Comparison comparison)
    {
        var spread = comparison.Ranked.Any(candidate => candidate.AccuracySpread is not null);
        // With one model its name is in the headline.
        var models = comparison.Record.Models.Length > 1;
        var cost = comparison.Ranked.Any(candidate => candidate.Cost is not null);
        var figures = Figure(comparison).Where(column => (spread || column.Header != SpreadHeader) && (cost || column.Header != CostHeader)).ToArray();
        return new SummaryTable(
            [new("strategy", false), .. models ? [new(ModelHeader, false)] : Array.Empty<SummaryColumn>(), new("trained on", false), .. figures.Select(column => new SummaryColumn(column.Header, true)), new("verdict", false)],
            [
                .. comparison.Ranked.Select(candidate => Row(candidate.Run, Model(candidate.Run), figures.Select(column => column.Text(candidate)), comparison.Standing(candidate))),
                .. comparison.Failed.Select(failed => Row(failed.Run, Model(failed.Run), figures.Select(_ => Figures.None), "failed: " + failed.Reason)),
            ]);

        string? Model(CandidateRun run) => models ? comparison.Record.ModelOf(run).Name : null;
    }

    /// <summary>Only what one must know to choose, for where there is little room. Rows as in <see cref="Of"/>.</summary>
    public static SummaryTable Brief(Comparison comparison)
    {
        var whole = Of(comparison);
        var sets = comparison.Record.Candidates.Select(candidate => candidate.TrainingSet).Distinct().Count();
        string[] headers =
        [
            "strategy", .. comparison.Record.Models.Length > 1 ? [ModelHeader] : Array.Empty<string>(), .. sets > 1 ? ["trained on"] : Array.Empty<string>(), MainHeader(comparison),
            "p95", "preparation", "tokens", "verdict",
        ];
        int[] shown = [.. headers.Select(header => whole.Columns.Select(column => column.Header).ToList().IndexOf(header))];
        return new SummaryTable([.. shown.Select(column => whole.Columns[column])], [.. whole.Rows.Select(row => shown.Select(column => row[column]).ToImmutableArray())]);
    }

    public const string ModelHeader = "model";

    /// <summary>"classify, 8 labels", "extract, 5 fields", "answer".</summary>
    public static string Kind(string kind, int labels, int fields) =>
        kind + (labels > 0 ? ", " + Figures.Count(labels, "label") : "") + (fields > 0 ? ", " + Figures.Count(fields, "field") : "");

    /// <summary>Of the column of what candidates are ranked by.</summary>
    public static string MainHeader(Comparison comparison) => comparison.CountsRows ? RightHeader(comparison.Record) : comparison.Metric;

    /// <summary>Of the columns of the other metrics.</summary>
    public static IEnumerable<string> OtherHeaders(Comparison comparison) =>
        F1s(comparison).Select(metric => metric.Title).Prepend(RightHeader(comparison.Record)).Where(header => header != MainHeader(comparison));

    private static string RightHeader(RunRecord record) => $"{Metrics.Metric.OfRightRows(record).Title} (95 %)";

    /// <summary>All metrics but the share of right rows.</summary>
    private static IEnumerable<Metrics.Metric> F1s(Comparison comparison) =>
        Metrics.Metric.All(comparison.Record).Where(metric => metric.Name != Metrics.Metric.OfRightRows(comparison.Record).Name);

    /// <summary>Stands behind a latency that an earlier run has measured.</summary>
    public const string EarlierMark = "†";

    private const string SpreadHeader = "seeds ±";

    private const string CostHeader = "cost of 1,000";

    private static IEnumerable<(string Header, Func<CandidateSummary, string> Text)> Figure(Comparison comparison) =>
    [
        (RightHeader(comparison.Record), candidate => Figures.Percent(candidate.Accuracy)),
        (SpreadHeader, candidate => candidate.AccuracySpread is { } spread ? Figures.Points(spread).TrimStart('+') : Figures.None),
        .. F1s(comparison).Select(metric => (metric.Title, (Func<CandidateSummary, string>)(candidate => metric.Title == comparison.Metric
            ? ShareWithLimits(candidate.Score)
            : Figures.Share(candidate.Metrics.First(figure => figure.Name == metric.Name).Value)))),
        ("p50", candidate => Latency(candidate, candidate.P50Milliseconds)),
        ("p95", candidate => Latency(candidate, candidate.P95Milliseconds)),
        ("preparation", candidate => Figures.Duration(candidate.PreparationSeconds)),
        ("tokens", candidate => Figures.Count(candidate.PromptTokens)),
        (CostHeader, candidate => candidate.Cost is { } cost ? Figures.Money(cost * 1000) : Figures.None),
    ];

    private static ImmutableArray<string> Row(CandidateRun run, string? model, IEnumerable<string> figures, string verdict) =>
        [run.Strategy, .. model is null ? [] : new[] { model }, $"{run.TrainingSet} ({Figures.Count(run.Examples)})", .. figures, verdict];

    // Explained by a note of the record.
    private static string Latency(CandidateSummary candidate, double? milliseconds) =>
        Figures.Latency(milliseconds) + (candidate.LatencyFrom is not null && milliseconds is not null ? EarlierMark : "");

    private static string ShareWithLimits(Interval interval) =>
        $"{Figures.Share(interval.Value)} [{Figures.Share(interval.Low)}–{Figures.Share(interval.High)}]";
}

/// <param name="IsNumeric">Set to the right.</param>
public sealed record SummaryColumn(string Header, bool IsNumeric);
