using AdaptLab.Data;
using AdaptLab.Language.Binding;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Editing;

/// <summary>How many rows there are of each label: of all rows where the files have been read, else of the inline ones.</summary>
public static class RowCounts
{
    /// <summary>Of all examples and of eval; 0 where they have not been read.</summary>
    public static int Of(SpecDataReading? reading) => reading?.Rows is { } rows ? rows.Eval.Length + rows.Examples.Values.Sum(set => set.Length) : 0;

    /// <summary>"Rows: 4 in expert, 31 in contractors, 20 in eval."</summary>
    internal static string OfLabel(SpecSnapshot snapshot, string label)
    {
        var spec = snapshot.Compilation.Spec;
        var counts = spec.Examples.Select(set => (Set: set.Name, Rows: Labels(snapshot, set).Count(l => l == label))).ToList();
        if (spec.Eval.Folds is null)
            counts.Add(("eval", EvalLabels(snapshot).Count(l => l == label)));
        var isPart = snapshot.Data?.Data is null && (spec.Examples.Any(set => set.File is not null) || spec.Eval.File is not null);
        return $"{(isPart ? "Inline rows" : "Rows")}: {string.Join(", ", counts.Select(set => $"{Figures.Count(set.Rows)} in {MarkdownText.Inline(set.Set)}"))}.";
    }

    /// <summary>For each label of a set of examples.</summary>
    internal static Dictionary<string, int> OfSet(SpecSnapshot snapshot, ExampleSet set)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var label in Labels(snapshot, set).OfType<string>())
            counts[label] = counts.GetValueOrDefault(label) + 1;
        return counts;
    }

    /// <summary>The texts that stand under labels, of all sets of examples.</summary>
    internal static IEnumerable<(string Text, string Label)> Examples(SpecSnapshot snapshot) =>
        snapshot.Data?.Data is { } data
            ? data.Examples.Values.SelectMany(rows => rows).Where(row => row.Label >= 0).Select(row => (row.Text, data.Labels[row.Label].Name))
            : snapshot.Compilation.Spec.Examples.SelectMany(set => set.Rows).Where(row => row.Answer is not null).Select(row => (row.Text, row.Answer!));

    private static IEnumerable<string?> Labels(SpecSnapshot snapshot, ExampleSet set) =>
        snapshot.Compilation.Spec.Task.Kind != TaskKind.Classify ? []
        : snapshot.Data?.Data is { } data && data.Examples.TryGetValue(set.Name, out var rows)
            ? rows.Select(row => data.Labels[row.Label].Name)
            : set.Rows.Select(row => row.Answer);

    private static IEnumerable<string?> EvalLabels(SpecSnapshot snapshot) =>
        snapshot.Data?.Data is { } data ? data.Rows.Where(row => row.Gold >= 0).Select(row => data.Labels[row.Gold].Name) : snapshot.Compilation.Spec.Eval.Rows.Select(row => row.Answer);
}
