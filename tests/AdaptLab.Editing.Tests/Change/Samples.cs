using AdaptLab.Data;
using AdaptLab.Language;

namespace AdaptLab.Editing.Tests.Change;

/// <summary>The project's sample specs, with what their files hold and a run that never was.</summary>
internal static class Samples
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Names { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, "specs"), "*.adapt")
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "tests", "AdaptLab.Language.Tests", "Samples"), "*.adapt"))
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "tests", "AdaptLab.Language.Tests", "Mistakes"), "*.adapt"))
            .Select(p => Path.GetRelativePath(Root, p).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    public static async Task<SpecSnapshot> ReadAsync(string name)
    {
        var path = Path.Combine(Root, name);
        var compilation = Compilation.Parse(await File.ReadAllTextAsync(path), Path.GetDirectoryName(name)!.Replace('\\', '/'));
        var data = compilation.HasErrors ? null : await SpecData.ReadAsync(compilation, path, CancellationToken.None);
        var rows = data?.Data?.Rows ?? [];
        // Two labels are enough for a run that only has to be there.
        var run = rows.IsEmpty ? Runs.Of(20, Candidates) : Runs.Of([.. rows.Select(row => row with { Gold = Math.Abs(row.Gold % 2), Expected = null })], Candidates);
        return new SpecSnapshot(path.Replace('\\', '/'), compilation, data, Runs.Results(run, ("prompt", "shots changed")));
    }

    private static System.Collections.Immutable.ImmutableArray<Runs.Answered> Candidates =>
        [new("lora", 15, 3), new("rag", 4, 12), new("prompt", 15, 3), new("head", 0, 0, Failure: "no memory")];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AdaptLab.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests run within the repository.");
    }
}
