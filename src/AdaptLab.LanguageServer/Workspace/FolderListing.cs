using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Editing;
using AdaptLab.Language.Binding;

namespace AdaptLab.LanguageServer.Workspace;

/// <summary>What lies around specs, for completion: listed anew when it was last listed a while ago.</summary>
internal sealed class FolderListing(TimeProvider clock)
{
    /// <summary>Somebody who types asks several times a second; somebody who has just saved a file asks a little later.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private const int MostFiles = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long At, ImmutableArray<string> Files)> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long At, ImmutableArray<string> Columns)> _columns = new(StringComparer.Ordinal);

    public async Task<SpecFolder> AroundAsync(Document document, CancellationToken cancellation)
    {
        if (document.Uri.Path is null)
            return SpecFolder.Empty with { Variables = Variables() };
        var folder = document.Snapshot.Folder;
        var files = Known(_files, folder) ?? Keep(_files, folder, List(folder));
        var columns = ImmutableDictionary.CreateBuilder<string, ImmutableArray<string>>();
        foreach (var file in Named(document.Compilation.Spec))
        {
            var key = $"{folder}/{file.Path}";
            columns[file.Path] = Known(_columns, key)
                ?? Keep(_columns, key, await DataColumns.ReadAsync(document.Uri.Path, file.Path, document.Reading.Files, cancellation));
        }

        return new SpecFolder(files, columns.ToImmutable(), Variables());
    }

    private static IEnumerable<DataFile> Named(Spec spec) => spec.Examples.Select(set => set.File).Append(spec.Eval.File).OfType<DataFile>();

    private static ImmutableArray<string> Variables() =>
        [.. Environment.GetEnvironmentVariables().Keys.Cast<string>().Order(StringComparer.Ordinal)];

    private ImmutableArray<string>? Known(Dictionary<string, (long At, ImmutableArray<string> Value)> cache, string key)
    {
        lock (_lock)
            return cache.TryGetValue(key, out var known) && clock.GetElapsedTime(known.At) < Fresh ? known.Value : null;
    }

    private ImmutableArray<string> Keep(Dictionary<string, (long At, ImmutableArray<string> Value)> cache, string key, ImmutableArray<string> value)
    {
        lock (_lock)
            cache[key] = (clock.GetTimestamp(), value);
        return value;
    }

    // Breadth first: what lies near comes before the limit is reached.
    private static ImmutableArray<string> List(string folder)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        var pending = new Queue<string>([folder]);
        while (pending.TryDequeue(out var next) && found.Count < MostFiles)
        {
            if (!Directory.Exists(next))
                continue;
            foreach (var file in Directory.EnumerateFiles(next, "*", SpecFiles.Everywhere).Order(StringComparer.Ordinal).Take(MostFiles - found.Count))
            {
                if (!Path.GetFileName(file).StartsWith('.'))
                    found.Add(Path.GetRelativePath(folder, file).Replace('\\', '/'));
            }

            foreach (var below in Directory.EnumerateDirectories(next, "*", SpecFiles.Everywhere).Where(SpecFiles.IsOfPeople).Order(StringComparer.Ordinal))
                pending.Enqueue(below);
        }

        return found.ToImmutable();
    }
}
