using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AdaptLab.Language.Binding;
using AdaptLab.Results;

namespace AdaptLab.Data;

/// <summary>What a comparison would be run on: rows and documents without what has leaked.</summary>
/// <param name="Examples">By the name of their set.</param>
/// <param name="Eval">Empty where the spec asks for cross-validation.</param>
internal sealed record KeptRows(
    ImmutableArray<LabelSpec> Labels,
    ImmutableDictionary<string, ImmutableArray<LabelledRow>> Examples,
    ImmutableDictionary<string, ImmutableArray<DocumentText>> Documents,
    ImmutableArray<LabelledRow> Eval)
{
    public PlanData ToPlan(ImmutableArray<string> notes, ImmutableDictionary<string, AdapterFolder> adapters) =>
        new(Labels, Examples.ToImmutableDictionary(set => set.Key, set => set.Value.Select(Training).ToImmutableArray()), Documents, EvalRows(Eval), notes)
        {
            Adapters = adapters,
        };

    private static TrainingRow Training(LabelledRow row) => new(row.Text, row.Label, row.Source, row.Group) { Values = row.Values };

    /// <summary>Ids are the author's, or hashes of the texts: they outlive a change of the order. Repeats are numbered.</summary>
    private static ImmutableArray<EvalRowInfo> EvalRows(ImmutableArray<LabelledRow> rows)
    {
        var times = new Dictionary<string, int>(StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        return [.. rows.Select(row => new EvalRowInfo(Unique(row.Id ?? Hash(row.Text)), row.Text, row.Label, row.Source, row.Group) { Expected = row.Values })];

        string Unique(string id)
        {
            var candidate = id;
            while (!used.Add(candidate))
                candidate = $"{id}-{times[id] = times.GetValueOrDefault(id, 1) + 1}";
            return candidate;
        }

        static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 6));
    }
}
