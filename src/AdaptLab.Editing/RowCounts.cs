using AdaptLab.Language.Binding;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Editing;

/// <summary>How many rows each set has, by label: of all of its rows where the files have been read, else of the inline ones.</summary>
internal sealed record RowCounts(IReadOnlyList<(string Set, IReadOnlyDictionary<string, int> Rows)> Sets, bool InlineOnly)
{
    public static RowCounts Of(SpecSnapshot snapshot)
    {
        var spec = snapshot.Compilation.Spec;
        if (snapshot.Data?.Data is { } data)
        {
            string Label(int index) => index < data.Labels.Length ? data.Labels[index].Name : "";
            return new RowCounts(
                [
                    .. spec.Examples.Where(set => data.Examples.ContainsKey(set.Name))
                        .Select(set => (set.Name, Count(data.Examples[set.Name].Select(row => Label(row.Label))))),
                    ("eval", Count(data.Rows.Select(row => Label(row.Gold)))),
                ],
                InlineOnly: false);
        }

        return new RowCounts(
            [
                .. spec.Examples.Select(set => (set.Name, Count(set.Rows.Select(row => row.Answer)))),
                ("eval", Count(spec.Eval.Rows.Select(row => row.Answer))),
            ],
            InlineOnly: spec.Examples.Any(set => set.File is not null) || spec.Eval.File is not null);
    }

    /// <summary>"Rows: 4 in expert, 31 in contractors, 20 in eval."</summary>
    public string OfLabel(string label)
    {
        var sets = Sets.Where(set => set.Set != "eval" || set.Rows.Count > 0)
            .Select(set => $"{Figures.Count(set.Rows.GetValueOrDefault(label))} in {MarkdownText.Inline(set.Set)}").ToArray();
        return sets.Length == 0 ? "No rows yet." : $"{(InlineOnly ? "Inline rows" : "Rows")}: {string.Join(", ", sets)}.";
    }

    private static Dictionary<string, int> Count(IEnumerable<string?> labels)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var label in labels.OfType<string>())
            counts[label] = counts.GetValueOrDefault(label) + 1;
        return counts;
    }
}
