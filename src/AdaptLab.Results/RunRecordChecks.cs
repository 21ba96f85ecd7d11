using System.Collections.Immutable;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;

namespace AdaptLab.Results;

/// <summary>What must hold in a record before anything is computed from it.</summary>
public static class RunRecordChecks
{
    /// <summary>The first thing wrong with a record, as a sentence; null where it is sound.</summary>
    public static string? FirstProblem(RunRecord record)
    {
        if (Kind(record) is not { } kind)
            return $"The run's kind of task is none: '{record.TaskKind}'.";
        if (record.Labels.IsDefault || record.Fields.IsDefault || (kind == TaskKind.Classify && record.Labels.IsEmpty) || (kind == TaskKind.Extract && record.Fields.IsEmpty))
            return kind == TaskKind.Extract ? "The run has no fields." : "The run has no labels.";
        if (record.Rows.IsDefaultOrEmpty)
            return "The run has no eval rows.";
        if (record.Candidates.IsDefaultOrEmpty)
            return "The run has no candidates.";
        if (record.Requirements.IsDefault || record.Notes.IsDefault)
            return "The run lacks its requirements or notes.";
        // A JSON file can hold null where a list promises none.
        if (record.Labels.Contains(null!) || record.Rows.Contains(null!) || record.Candidates.Contains(null!)
            || record.Curve.Contains(null!)
            || record.Requirements.Contains(null!) || record.Notes.Contains(null!))
            return "The run has an empty entry in a list.";
        if (!double.IsFinite(record.DurationSeconds))
            return "The run's duration is no number.";
        if (record.Margin is { } margin && margin is not (> 0 and < 1))
            return "The run's margin is no share between 0 and 1.";
        if (record.MachineHour is { } hour && !(double.IsFinite(hour) && hour > 0))
            return "The run's price of a machine hour is no amount.";
        var values = ValuesOf(record, kind);
        foreach (var row in record.Rows)
        {
            if (values == 0 ? row.Gold < 0 || row.Gold >= record.Labels.Length : row.Expected?.Length != values)
                return values == 0 ? $"The gold label of row {row.Source} is not among the run's labels." : $"Row {row.Source} does not say what is expected.";
        }

        return record.Candidates.Concat(record.Curve).Select(candidate => Problem(record, candidate, values)).FirstOrDefault(problem => problem is not null);
    }

    private static TaskKind? Kind(RunRecord record) => TaskKinds.All.FirstOrDefault(kind => kind.Name == record.TaskKind)?.Kind;

    /// <summary>How many values a written answer has; 0 where answers are labels.</summary>
    private static int ValuesOf(RunRecord record, TaskKind kind) => kind switch { TaskKind.Classify => 0, TaskKind.Answer => 1, _ => record.Fields.Length };

    private static string? Problem(RunRecord record, CandidateRun candidate, int values)
    {
        var name = $"{candidate.Strategy} on {candidate.TrainingSet}";
        if (candidate.Seeds.IsDefault || candidate.Seeds.Contains(null!))
            return $"{name} lacks its seeds.";
        if (candidate.Failure is null && candidate.Seeds.IsEmpty)
            return $"{name} has neither results nor a failure.";

        foreach (var seed in candidate.Seeds)
        {
            // A candidate that failed may have stopped midway.
            if (candidate.Failure is null && (seed.Predictions.IsDefault || seed.Predictions.Length != record.Rows.Length))
                return $"{name}, seed {seed.Seed}, does not have one prediction for each of the {record.Rows.Length} eval rows.";
            if (seed.Predictions.IsDefault || seed.LatenciesMilliseconds.IsDefault)
                return $"{name}, seed {seed.Seed}, lacks its predictions or latencies.";
            if (!double.IsFinite(seed.PreparationSeconds) || !double.IsFinite(seed.PromptTokens) || !seed.LatenciesMilliseconds.All(double.IsFinite))
                return $"{name}, seed {seed.Seed}, has a time or a token count that is no number.";
            if (seed.PreparationTokens is { } tokens && !double.IsFinite(tokens))
                return $"{name}, seed {seed.Seed}, has a token count that is no number.";
            if (seed.Citations?.Problem(record.Rows.Length) is { } uncited)
                return $"{name}, seed {seed.Seed}, {uncited}";
            for (var row = 0; row < seed.Predictions.Length; row++)
                if ((values == 0 ? Problem(seed.Predictions[row], record.Labels.Length) : Problem(seed.Predictions[row]?.Written, values)) is { } problem)
                    return $"{name}, seed {seed.Seed}, row {row + 1}: {problem}";
        }

        return null;
    }

    private static string? Problem(WrittenAnswer? written, int values) =>
        written is null ? "there is no written answer."
        : written.Values is { } given && given.Length != values ? "the answer does not have the task's number of values."
        : written.Probability is { } p and not (>= 0 and <= 1.0001) ? "the probability is not between 0 and 1."
        : null;

    private static string? Problem(Prediction? prediction, int labels) =>
        prediction is null || prediction.Label < 0 || prediction.Label >= labels ? "the answer is not among the run's labels."
        : prediction.Probabilities.IsDefault || prediction.Probabilities.Length != labels ? "there is not one probability for each label."
        : !prediction.Probabilities.All(p => p is >= 0 and <= 1.0001f) ? "a probability is not between 0 and 1."
        : null;
}
