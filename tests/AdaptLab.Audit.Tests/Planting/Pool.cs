using System.Collections.Immutable;
using System.Text.Json;
using AdaptLab.Audit.Similarity;
using AdaptLab.Data;
using AdaptLab.Language;

namespace AdaptLab.Audit.Tests.Planting;

/// <summary>Rows that are right, to plant defects among: the eval rows of a sample spec.</summary>
/// <param name="Labels">With descriptions, as the spec has them.</param>
internal sealed record Pool(string Name, ImmutableArray<(string Label, string Description)> Labels, ImmutableArray<(string Text, int Label)> Rows)
{
    private readonly Dictionary<int, ImmutableArray<string>> _surest = [];

    /// <summary>The texts of a label, those first whose words are much more like those of its own label than of any other.</summary>
    public ImmutableArray<string> SurestFirst(int label)
    {
        if (_surest.TryGetValue(label, out var known))
            return known;
        int[] all = [.. Enumerable.Range(0, Rows.Length)];
        var means = new TermSpace([.. Rows.Select(row => TextFeatures.Of(row.Text))]).MeanCosines(all, all, [.. Rows.Select(row => row.Label)], Labels.Length);
        return _surest[label] = [.. all.Where(i => Rows[i].Label == label).OrderByDescending(i => means[i][label] - means[i].Where((_, other) => other != label).Max()).Select(i => Rows[i].Text)];
    }

    public static async Task<ImmutableArray<Pool>> SamplesAsync() =>
    [
        await OfAsync("contract-clauses"),
        await OfAsync("support-triage"),
        await OfAsync("forward-looking"),
    ];

    /// <summary>Rows from the middle of each label, where words tell labels apart; the samples' eval rows lie at their borders.</summary>
    public static Task<Pool> EasyAsync() => OfAsync("support-triage", "macros");

    /// <summary>A task of texts with labels: JSON lines with "text" and "label". Of many labels, the commonest eight.</summary>
    public static async Task<Pool> OfLinesAsync(string path)
    {
        const int mostLabels = 8, mostRows = 100, longest = 400;
        var rows = (await File.ReadAllLinesAsync(path)).Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(row => (Text: row.GetProperty("text").GetString()!, Label: row.GetProperty("label").ToString()))
            .Where(row => row.Text.Length <= longest).DistinctBy(row => row.Text).ToArray();
        string[] labels = [.. rows.CountBy(row => row.Label).OrderByDescending(label => label.Value).ThenBy(label => label.Key, StringComparer.Ordinal).Take(mostLabels).Select(label => label.Key)];
        return new Pool(
            Path.GetFileNameWithoutExtension(path),
            [.. labels.Select(label => (label, ""))],
            [.. rows.Where(row => labels.Contains(row.Label)).GroupBy(row => row.Label).SelectMany(label => label.Take(mostRows)).Select(row => (row.Text, Array.IndexOf(labels, row.Label)))]);
    }

    /// <param name="set">Of examples; null for the eval rows.</param>
    private static async Task<Pool> OfAsync(string name, string? set = null)
    {
        var path = Path.Combine(Root(), "specs", name + ".adapt");
        var compilation = Compilation.Parse(await File.ReadAllTextAsync(path), "specs");
        var reading = await SpecData.ReadAsync(compilation, path, CancellationToken.None);
        return new Pool(
            set ?? name,
            [.. reading.Labels.Select(label => (label.Name, label.Description!))],
            set is null ? [.. reading.Data!.Rows.Select(row => (row.Text, row.Gold))] : [.. reading.Data!.Examples[set].Select(row => (row.Text, row.Label))]);
    }

    /// <summary>Rows of the sample that takes fields out of orders.</summary>
    public static WrittenPool Orders { get; } = ReadOrders();

    private static WrittenPool ReadOrders()
    {
        var path = Path.Combine(Root(), "specs", "purchase-orders.adapt");
        var compilation = Compilation.Parse(File.ReadAllText(path), "specs");
        var rows = SpecData.ReadAsync(compilation, path, CancellationToken.None).GetAwaiter().GetResult().Rows!;
        return new WrittenPool(
            [.. compilation.Spec.Task.Fields.Select(field => field.Name)],
            [.. rows.Eval.Concat(rows.Examples.Values.SelectMany(set => set)).Select(row => (row.Text, row.Values!.Value))]);
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

/// <summary>Rows of an `extract` task.</summary>
internal sealed record WrittenPool(ImmutableArray<string> Fields, ImmutableArray<(string Text, ImmutableArray<string?> Values)> Rows);
