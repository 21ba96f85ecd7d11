using System.Collections.Immutable;
using AdaptLab.Language.Binding;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Results;

/// <summary>What changed between two runs: in what was asked, and candidate by candidate in what came of it.</summary>
/// <param name="Changes">Of the spec, its data and the model, as far as records tell; each in a few words.</param>
/// <param name="Rows">Eval rows that both runs have, with the same text and the same gold answer. Only these are compared.</param>
/// <param name="Candidates">Those that finished in both runs, in the later one's order.</param>
public sealed record RunDifference(Comparison Before, Comparison After, ImmutableArray<string> Changes, int Rows, ImmutableArray<CandidateDifference> Candidates)
{
    /// <summary>The differences as a sentence each, for those beyond chance; else that there is none.</summary>
    public ImmutableArray<string> Verdict
    {
        get
        {
            if (Candidates.IsEmpty)
                return [Rows == 0 ? "The two runs have no eval row in common." : "No candidate finished in both runs."];
            ImmutableArray<string> told = [.. Candidates.Where(candidate => candidate.P < Comparison.Level).Select(candidate => candidate.Sentence)];
            return told.IsEmpty ? [$"No difference beyond chance, on {Figures.Count(Rows, "row")} that both runs have."] : told;
        }
    }

    /// <param name="inSpec">What changed in the spec (<see cref="SpecDifference"/>); null where its texts are not at hand.</param>
    public static RunDifference Of(Comparison before, Comparison after, ImmutableArray<string>? inSpec = null)
    {
        var shared = Shared(before.Record, after.Record);
        var pairs = shared.IsEmpty ? [] : (
            from candidate in after.Ranked
            let old = before.Ranked.FirstOrDefault(old => old.Run.Strategy == candidate.Run.Strategy && old.Run.TrainingSet == candidate.Run.TrainingSet)
            where old is not null
            select (candidate.Name, Comparison: Comparison.Of(Both(before.Record, old.Run, after.Record, candidate.Run, shared)))).ToArray();
        var p = Holm.Adjust([.. pairs.Select(pair => pair.Comparison.Pairs[0].P)]);
        return new RunDifference(
            before, after, [.. inSpec ?? [], .. ChangesOf(before.Record, after.Record, shared.Length, inSpec is not null)], shared.Length,
            [.. pairs.Select((pair, index) => CandidateDifference.Of(pair.Name, pair.Comparison, p[index]))]);
    }

    /// <summary>Rows are the same by what is asked and what is right, not by where they stand.</summary>
    private static ImmutableArray<(int Before, int After)> Shared(RunRecord before, RunRecord after)
    {
        var old = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var row = 0; row < before.Rows.Length; row++)
            old.TryAdd(Key(before, row), row);
        return [.. Enumerable.Range(0, after.Rows.Length).Where(row => old.ContainsKey(Key(after, row))).Select(row => (old[Key(after, row)], row)).DistinctBy(row => row.Item1)];
    }

    private static string Key(RunRecord record, int row) => $"{record.Rows[row].Text}\n\n{record.Rows[row].ExpectedText(record.Labels, record.Fields)}";

    /// <summary>A run of the two as if they were two candidates, on the rows that both have answered: so that they are tested as any two are.</summary>
    private static RunRecord Both(RunRecord before, CandidateRun old, RunRecord after, CandidateRun candidate, ImmutableArray<(int Before, int After)> shared)
    {
        ImmutableArray<string> labels = [.. after.Labels.Union(before.Labels)];
        return after with
        {
            Labels = labels,
            Margin = null,
            Curve = [],
            Rows = [.. shared.Select(row => after.Rows[row.After])],
            Candidates =
            [
                Of(old, before, CandidateDifference.Before, [.. shared.Select(row => row.Before)]),
                Of(candidate, after, CandidateDifference.After, [.. shared.Select(row => row.After)]),
            ],
        };

        CandidateRun Of(CandidateRun run, RunRecord record, string name, ImmutableArray<int> rows) => run with
        {
            Strategy = name,
            TrainingSet = "",
            Seeds = [.. run.Seeds.Select(seed => seed with { Predictions = [.. rows.Select(row => Placed(seed.Predictions[row], record))] })],
        };

        Prediction Placed(Prediction prediction, RunRecord record) => prediction.Label < 0 ? prediction : prediction with
        {
            Label = labels.IndexOf(record.Labels[prediction.Label]),
            Probabilities = [.. labels.Select(label => record.Labels.IndexOf(label) is var at and >= 0 ? prediction.Probabilities[at] : 0)],
        };
    }

    private static IEnumerable<string> ChangesOf(RunRecord before, RunRecord after, int shared, bool specIsTold)
    {
        if (!specIsTold && before.SpecHash != after.SpecHash)
            yield return $"the text of {after.SpecPath}";
        if (before.Model.Hash != after.Model.Hash || before.Model.Name != after.Model.Name)
            yield return $"the model: {before.Model.Name} before, {after.Model.Name} after";
        if (!specIsTold && before.Metric != after.Metric)
            yield return $"the metric: {before.Metric} before, {after.Metric} after";
        if (!specIsTold && before.Seeds != after.Seeds)
            yield return $"seeds: {Figures.Count(before.Seeds)} before, {Figures.Count(after.Seeds)} after";
        foreach (var (what, names) in new[] { ("labels added", after.Labels.Except(before.Labels)), ("labels gone", before.Labels.Except(after.Labels)) })
            if (!specIsTold && names.Any())
                yield return $"{what}: {string.Join(", ", names)}";
        if (after.Rows.Length > shared)
            yield return $"{Figures.Count(after.Rows.Length - shared, "eval row")} new or relabelled, and not compared";
        if (before.Rows.Length > shared)
            yield return $"{Figures.Count(before.Rows.Length - shared, "eval row")} gone or relabelled, and not compared";
        foreach (var (what, runs) in new[] { ("candidates added", Names(after).Except(Names(before))), ("candidates gone", Names(before).Except(Names(after))) })
            if (!specIsTold && runs.Any())
                yield return $"{what}: {string.Join(", ", runs)}";
        foreach (var set in after.Candidates.DistinctBy(run => run.TrainingSet))
            if (before.Candidates.FirstOrDefault(run => run.TrainingSet == set.TrainingSet) is { } old && old.Examples != set.Examples)
                yield return $"examples of {set.TrainingSet}: {Figures.Count(old.Examples)} before, {Figures.Count(set.Examples)} after";
        if (before.Machine.ToolVersion != after.Machine.ToolVersion)
            yield return $"adaptlab: {before.Machine.ToolVersion} before, {after.Machine.ToolVersion} after";
    }

    private static IEnumerable<string> Names(RunRecord record) => record.Candidates.Select(run => $"{run.Strategy} on {run.TrainingSet}");
}

/// <summary>One candidate in two runs.</summary>
/// <param name="Was">Its score before, on the rows that both runs have.</param>
/// <param name="Gain">In shares; negative where it does worse now.</param>
/// <param name="P">Of the paired test, after Holm's correction over all candidates of the two runs.</param>
/// <param name="Gained">Rows that it answers rightly now and did not before.</param>
/// <param name="Lost">Rows that it answered rightly before and does not now.</param>
public sealed record CandidateDifference(
    string Name, string Metric, Interval Was, Interval Is, double Gain, double P, ImmutableArray<ChangedRow> Gained, ImmutableArray<ChangedRow> Lost)
{
    internal const string Before = "before", After = "after";

    /// <summary>"lora on expert gained 6.9 points (p = 0.021): 14 rows won, 3 lost."</summary>
    public string Sentence =>
        $"{Name} {(Gain >= 0 ? "gained" : "lost")} {Figures.Distance(Gain)} ({Figures.P(P)}): {Figures.Count(Gained.Length, "row")} won, {Figures.Count(Lost.Length)} lost.";

    internal static CandidateDifference Of(string name, Comparison both, double p)
    {
        var was = both.Ranked.First(candidate => candidate.Run.Strategy == Before);
        var @is = both.Ranked.First(candidate => candidate.Run.Strategy == After);
        var pair = both.Pairs[0];
        var rows = Enumerable.Range(0, both.Record.Rows.Length).Select(row => new ChangedRow(both.Record.Rows[row], was.Answers[row].IsRight, @is.Answers[row].IsRight)).ToArray();
        return new CandidateDifference(
            name, both.Metric, was.Score, @is.Score, pair.Better == @is ? pair.Difference : -pair.Difference, p,
            [.. rows.Where(row => !row.WasRight && row.IsRight)], [.. rows.Where(row => row.WasRight && !row.IsRight)]);
    }
}

public readonly record struct ChangedRow(EvalRowInfo Row, bool WasRight, bool IsRight);
