using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Editing.DataRows;

/// <summary>From what is to be done to rows of data files to edits of these files.</summary>
/// <param name="textOf">A file's text, named as the spec names it; null where it cannot be had.</param>
internal sealed class RowMending(Func<string, string?> textOf)
{
    private readonly Dictionary<string, RowFile?> _files = new(StringComparer.Ordinal);

    /// <summary>Null where one of the rows is no longer there: all are made, or none.</summary>
    public ImmutableArray<FileEdit>? EditsOf(IEnumerable<RowMend> mends)
    {
        var changes = mends.Select(mend => (mend.Row.Path, Change: FileOf(mend.Row.Path)?.Change(mend))).ToList();
        return changes.Any(change => change.Change is null) ? null
            : [.. changes.GroupBy(change => change.Path, StringComparer.Ordinal).Select(file => new FileEdit(file.Key, TextChanges.Ordered(file.Select(change => change.Change!.Value))))];
    }

    private RowFile? FileOf(string path)
    {
        if (!_files.TryGetValue(path, out var file))
            _files[path] = file = textOf(path) is { } text ? RowFile.Of(path, text) : null;
        return file;
    }
}
