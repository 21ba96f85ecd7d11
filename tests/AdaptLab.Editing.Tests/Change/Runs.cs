using System.Collections.Immutable;
using AdaptLab.Results;

namespace AdaptLab.Editing.Tests.Change;

/// <summary>Runs of the past, with invented answers.</summary>
internal static class Runs
{
    /// <param name="right">How many of the eval rows, from the first on, the candidate answers rightly.</param>
    public sealed record Answered(string Strategy, int Right, double Milliseconds, string TrainingSet = "expert", double Tokens = 100, string? Failure = null);

    /// <summary>Labels alternate over the rows; a wrong answer is the other label.</summary>
    public static Comparison Of(int rows, params ImmutableArray<Answered> candidates) => Of(
        [.. Enumerable.Range(0, rows).Select(row => new EvalRowInfo($"r{row}", $"Row {row}.", row % 2, $"eval.jsonl:{row + 1}"))], candidates);

    public static Comparison Of(ImmutableArray<EvalRowInfo> rows, params ImmutableArray<Answered> candidates) => Comparison.Of(new RunRecord
    {
        Task = "clauses",
        TaskKind = "classify",
        SpecPath = "specs/clauses.adapt",
        SpecHash = new string('0', 64),
        Metric = "accuracy",
        Seeds = 1,
        Model = new ModelInfo("nano", "embedded", 10_100_000, 512, new string('0', 64)),
        Machine = new MachineInfo("Linux", "Xeon", 2, ".NET 10", "0.1.0"),
        Started = new DateTimeOffset(2025, 11, 24, 15, 2, 0, TimeSpan.FromHours(1)),
        DurationSeconds = 10,
        Labels = ["termination", "renewal"],
        Rows = rows,
        Candidates = [.. candidates.Select(c => Run(rows, c))],
    });

    public static SpecResults Results(Comparison comparison, params (string Candidate, string Reason)[] stale) => new(
        comparison, stale.ToImmutableDictionary(s => s.Candidate, s => s.Reason), []);

    private static CandidateRun Run(ImmutableArray<EvalRowInfo> rows, Answered answered) => new()
    {
        Strategy = answered.Strategy,
        Kind = answered.Strategy.Split(' ')[0],
        TrainingSet = answered.TrainingSet,
        Examples = 21,
        Failure = answered.Failure,
        Seeds = answered.Failure is not null ? [] :
        [
            new SeedRun(
                1, [.. rows.Select((row, i) => Sure(i < answered.Right ? row.Gold : 1 - row.Gold))], [.. rows.Select(_ => answered.Milliseconds)], 0, answered.Tokens, 0),
        ],
    };

    private static Prediction Sure(int label) => new(label, [label == 0 ? 0.75f : 0.25f, label == 1 ? 0.75f : 0.25f]);
}
