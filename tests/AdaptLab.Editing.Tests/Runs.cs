using System.Collections.Immutable;
using AdaptLab.Language.Binding;
using AdaptLab.Results;

namespace AdaptLab.Editing.Tests;

/// <summary>Results of a spec as if it had been run: the inline eval rows first, then so many others that figures mean something.</summary>
internal static class Runs
{
    public const int OtherRows = 40;

    public static readonly DateTimeOffset Started = new(2025, 11, 24, 14, 2, 0, TimeSpan.Zero);

    public static SpecResults Of(SpecSnapshot snapshot, params Ran[] candidates)
    {
        var spec = snapshot.Compilation.Spec;
        ImmutableArray<string> labels = [.. spec.Task.Labels.Select(label => label.Name)];
        ImmutableArray<EvalRowInfo> rows =
        [
            .. spec.Eval.Rows.Select((row, index) => new EvalRowInfo($"inline{index}", row.Text, row.Answer is null ? -1 : labels.IndexOf(row.Answer), $"clauses.adapt:{index}") { Expected = Expected(spec.Task, row) }),
            .. Enumerable.Range(0, OtherRows).Select(row => new EvalRowInfo($"r{row}", $"Row {row}.", labels.IsEmpty ? -1 : row % labels.Length, $"data/heldout.jsonl:{row + 1}") { Expected = Expected(spec.Task, null) }),
        ];
        return new SpecResults(
            Comparison.Of(new RunRecord
            {
                Task = spec.Task.Name,
                TaskKind = spec.Task.Kind.ToString().ToLowerInvariant(),
                SpecPath = "specs/clauses.adapt",
                SpecHash = new string('0', 64),
                Metric = spec.Compare.Metric,
                Seeds = 1,
                Model = new ModelInfo("nano", "embedded", 29_000_000, 512, new string('0', 64)),
                Machine = new MachineInfo("Linux", "Xeon", 2, ".NET 10", "0.1.0"),
                Started = Started,
                DurationSeconds = 215,
                Labels = labels,
                Fields = [.. spec.Task.Fields.Select(field => field.Name)],
                Rows = rows,
                Candidates = [.. candidates.Select(candidate => Candidate(candidate, rows, labels.Length))],
            }),
            ImmutableDictionary<string, string>.Empty,
            []);
    }

    private static CandidateRun Candidate(Ran ran, ImmutableArray<EvalRowInfo> rows, int labels) => new()
    {
        Strategy = ran.Strategy,
        Kind = ran.Strategy.Split(' ')[0],
        TrainingSet = ran.Set,
        Examples = 21,
        Failure = ran.Failure,
        Seeds = ran.Failure is not null
            ? []
            :
            [
                new SeedRun(
                    1,
                    [.. rows.Select((row, index) => row.Expected is { } expected ? Written(expected, ran.Wrong.Contains(index)) : Answer(ran.Wrong.Contains(index) ? (row.Gold + 1) % labels : row.Gold, labels, ran.Wrong.Contains(index) ? 0.61f : 0.9f))],
                    [.. rows.Select(_ => ran.Milliseconds)], ran.Preparation, 120, 400_000_000, Citations: RowCitations.Of([.. rows.Select(_ => ran.Cited)])),
            ],
    };

    private static ImmutableArray<string?>? Expected(TaskSpec task, RowSpec? row) => task.Kind switch
    {
        TaskKind.Classify => null,
        TaskKind.Answer => [row?.Answer ?? "nine"],
        _ => [.. task.Fields.Select(field => row is null ? "nine" : row.Fields.GetValueOrDefault(field.Name))],
    };

    private static Prediction Written(ImmutableArray<string?> expected, bool isWrong) =>
        new(new WrittenAnswer(isWrong ? "wrong" : "right", isWrong ? [.. expected.Select(_ => "wrong")] : expected, 0.7));

    private static Prediction Answer(int label, int labels, float probability) =>
        new(label, [.. Enumerable.Range(0, labels).Select(index => index == label ? probability : (1 - probability) / (labels - 1))]);
}

/// <param name="Wrong">Indices of the rows that it gets wrong.</param>
internal sealed record Ran(string Strategy, double Milliseconds, params int[] Wrong)
{
    public string Set { get; init; } = "expert";
    public double Preparation { get; init; }
    public string? Failure { get; init; }
    /// <summary>What it looks up, whatever the row.</summary>
    public ImmutableArray<Citation> Cited { get; init; } = [];
}
