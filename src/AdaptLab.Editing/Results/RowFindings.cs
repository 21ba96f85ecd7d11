using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Editing.Results;

/// <summary>Eval rows that every candidate gets wrong, where they stand now.</summary>
internal static class RowFindings
{
    /// <summary>More of them is a matter for the report.</summary>
    private const int Listed = 20;

    public static IEnumerable<Diagnostic> Of(SpecSnapshot snapshot, SpecResults results)
    {
        var comparison = results.Comparison;
        // What a single candidate gets wrong says more about it than about the row.
        if (comparison.Ranked.Length < 2 || !results.StaleCandidates.IsEmpty)
            yield break;

        var places = new RowPlaces(snapshot);
        var listed = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in comparison.RowsAllGetWrong)
        {
            var info = comparison.Record.Rows[row];
            if (results.StaleRows.Contains(info.Id) || places.Of(info, comparison.Expected(row)) is not var (span, file))
                continue;
            var count = listed[file?.Path ?? ""] = listed.GetValueOrDefault(file?.Path ?? "") + 1;
            if (count <= Listed)
                yield return ResultRules.AllWrongRule.At(span, comparison.AllWrongSentence(row)) with { File = file };
        }

        foreach (var (path, count) in listed)
        {
            if (count > Listed && snapshot.Compilation.Spec.Eval is { } eval)
            {
                yield return path.Length == 0
                    ? DataDiagnostics.Further(ResultRules.AllWrongRule, StrategyPlaces.Header(snapshot.Compilation, "eval") ?? eval.Span, null, count - Listed)
                    : DataDiagnostics.Further(ResultRules.AllWrongRule, eval.File?.PathSpan ?? eval.Span, new FilePlace(path), count - Listed);
            }
        }
    }
}
