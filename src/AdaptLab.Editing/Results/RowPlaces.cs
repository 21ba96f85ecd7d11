using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Editing.Results;

/// <summary>Where eval rows stand now: those of a run, or those that a run would answer.</summary>
public sealed class RowPlaces
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
            _inline.TryAdd((row.Text, spec.Task.Kind == TaskKind.Classify ? row.Answer : null), row.Span);
        if (spec.Eval.File is { } file)
            _file = (file.Path, file.PathSpan);
        foreach (var row in snapshot.Data?.Data?.Rows ?? [])
            _sources.TryAdd(row.Id, row.Source);
        _isRead = snapshot.Data?.Data is not null;
    }

    /// <summary>Null where the row is not there any more, or not in a place that is known.</summary>
    /// <param name="label">The row's label, as written; of no account where answers are.</param>
    public RowPlace? Of(EvalRowInfo row, string label)
    {
        if (_inline.TryGetValue((row.Text, row.Expected is null ? label : null), out var span))
            return new RowPlace(span, null);
        if (_file is not var (path, pathSpan))
            return null;
        // Lines move: where the file has been read since, it tells where the row stands now.
        var source = _sources.GetValueOrDefault(row.Id) ?? (_isRead ? "" : row.Source);
        return source.StartsWith(path + ":", StringComparison.Ordinal) && int.TryParse(source.AsSpan(path.Length + 1), out var line)
            ? new RowPlace(pathSpan, new FilePlace(path, line))
            : null;
    }
}

/// <param name="Span">In the spec: the row, or the path of the file that holds it.</param>
/// <param name="File">Null for a row that stands in the spec.</param>
public readonly record struct RowPlace(TextSpan Span, FilePlace? File);
