using System.Collections.Immutable;
using AdaptLab.Language.Binding;

namespace AdaptLab.Editing.Rename;

/// <summary>Renames a label in the data files that a spec names, and touches nothing else in them.</summary>
internal static class DataLabels
{
    public static RenameResult Renamed(Spec spec, string label, string newLabel, Func<string, string?> textOf)
    {
        var columns = spec.Examples.Select(set => set.File).Append(spec.Eval.File).OfType<DataFile>()
            .Select(file => (file.Path, Column: file.Columns.GetValueOrDefault("label", "label"))).Distinct()
            .ToLookup(file => file.Path, file => file.Column, StringComparer.Ordinal);
        var edits = ImmutableArray.CreateBuilder<FileEdit>();
        foreach (var file in columns)
        {
            if (Format(file.Key) is not { } format)
                return RenameResult.Refused($"Labels in '{file.Key}' cannot be changed from here. Rename in the spec alone, and make the file anew.");
            if (textOf(file.Key) is not { } text)
                return RenameResult.Refused($"'{file.Key}' cannot be read. Rename in the spec alone, or mend the path.");
            var changes = TextChanges.Ordered(file.SelectMany(column => format(text, column, label, newLabel)));
            if (!changes.IsEmpty)
                edits.Add(new FileEdit(file.Key, changes));
        }

        return new RenameResult(edits.ToImmutable(), null);
    }

    private static Func<string, string, string, string, IEnumerable<TextChange>>? Format(string path) =>
        path[(path.LastIndexOf('.') + 1)..].ToLowerInvariant() switch
        {
            "jsonl" or "ndjson" => JsonLabels.Renamed,
            "csv" or "tsv" => CsvLabels.Renamed,
            _ => null,
        };
}
