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
            if (results.StaleRows.Contains(info.Id) || places.Of(info, comparison.Record.Labels[info.Gold]) is not var (span, file))
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

    /// <summary>Finds a row of a run in the spec or its eval file.</summary>
    private sealed class RowPlaces
    {
        private readonly Dictionary<(string Text, string? Label), TextSpan> _inline = [];
        private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);
        private readonly (string Path, TextSpan Span)? _file;
        private readonly bool _isRead;

        public RowPlaces(SpecSnapshot snapshot)
        {
            var spec = snapshot.Compilation.Spec;
            // With cross-validation the examples are the eval rows.
            foreach (var row in spec.Eval.Folds is null ? spec.Eval.Rows : spec.Examples.SelectMany(set => set.Rows))
                _inline.TryAdd((row.Text, row.Answer), row.Span);
            if (spec.Eval.File is { } file)
                _file = (file.Path, file.PathSpan);
            foreach (var row in snapshot.Data?.Data?.Rows ?? [])
                _sources.TryAdd(row.Id, row.Source);
            _isRead = snapshot.Data?.Data is not null;
        }

        /// <summary>Null where the row is not there any more, or not in a place that is known.</summary>
        public (TextSpan Span, FilePlace? File)? Of(EvalRowInfo row, string label)
        {
            if (_inline.TryGetValue((row.Text, label), out var span))
                return (span, null);
            if (_file is not var (path, pathSpan))
                return null;
            // Lines move: where the file has been read since, it tells where the row stands now.
            var source = _sources.GetValueOrDefault(row.Id) ?? (_isRead ? "" : row.Source);
            return source.StartsWith(path + ":", StringComparison.Ordinal) && int.TryParse(source.AsSpan(path.Length + 1), out var line)
                ? (pathSpan, new FilePlace(path, line))
                : null;
        }
    }
}
