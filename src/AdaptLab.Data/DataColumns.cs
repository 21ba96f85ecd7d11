using System.Collections.Immutable;
using AdaptLab.Data.Rows;

namespace AdaptLab.Data;

/// <summary>The columns of a data file, from its beginning alone: fast enough to ask while a spec is being written.</summary>
public static class DataColumns
{
    /// <summary>Where each row names its own columns, those of so many count.</summary>
    private const int RowsRead = 20;

    /// <summary>Empty for a file that is missing, outside the workspace or not readable.</summary>
    /// <param name="specPath">The spec file; <paramref name="path"/> starts from its folder.</param>
    /// <param name="path">As a spec writes it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<ImmutableArray<string>> ReadAsync(string specPath, string path, OpenFiles open, CancellationToken cancellation)
    {
        try
        {
            var tree = SpecTree.Of(specPath);
            var file = tree.PathOf(path);
            if (!File.Exists(file) || !tree.Holds(file))
                return [];
            await using var reader = RowReaders.For(path, open.Open(file));
            if (reader is null)
                return [];
            var rows = 0;
            await foreach (var _ in reader.ReadAsync([], cancellation))
            {
                if (!reader.RowsNameColumns || ++rows == RowsRead)
                    break;
            }

            return [.. reader.Columns];
        }
        catch (Exception fault) when (fault is UnreadableDataException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return [];
        }
    }
}
