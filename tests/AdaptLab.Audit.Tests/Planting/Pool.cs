using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Language;

namespace AdaptLab.Audit.Tests.Planting;

/// <summary>Rows that are right, to plant defects among: the eval rows of a sample spec.</summary>
/// <param name="Labels">With descriptions, as the spec has them.</param>
internal sealed record Pool(string Name, ImmutableArray<(string Label, string Description)> Labels, ImmutableArray<(string Text, int Label)> Rows)
{
    public static async Task<ImmutableArray<Pool>> SamplesAsync() =>
    [
        await OfAsync("contract-clauses"),
        await OfAsync("support-triage"),
        await OfAsync("forward-looking"),
    ];

    private static async Task<Pool> OfAsync(string name)
    {
        var path = Path.Combine(Root(), "specs", name + ".adapt");
        var compilation = Compilation.Parse(await File.ReadAllTextAsync(path), "specs");
        var reading = await SpecData.ReadAsync(compilation, path, CancellationToken.None);
        return new Pool(
            name,
            [.. reading.Labels.Select(label => (label.Name, label.Description!))],
            [.. reading.Data!.Rows.Select(row => (row.Text, row.Gold))]);
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AdaptLab.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("This runs within the repository.");
    }
}
