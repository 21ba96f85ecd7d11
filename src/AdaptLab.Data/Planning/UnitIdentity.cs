using System.Collections.Immutable;
using System.Globalization;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;
using AdaptLab.Results;
using AdaptLab.Results.Store;

namespace AdaptLab.Data.Planning;

/// <summary>By what a stored result is found again: the hash of everything that shapes the answers, and of nothing else.</summary>
/// <param name="Key">64 hexadecimal digits.</param>
/// <param name="Parts">What went into it, each by its hash or its value, so that two can be told apart by what changed.</param>
public sealed record UnitIdentity(string Key, ImmutableSortedDictionary<string, string> Parts)
{
    public const string Code = "code", Model = "model", Embedder = "embedder", Instruction = "instruction", Labels = "labels", Fields = "fields", Examples = "examples", Documents = "documents", Seed = "seed";

    /// <summary>Properties that name what other parts hold: another name is no other result.</summary>
    private static readonly ImmutableArray<string> Names = ["model", "embedder", "from", "combine", "steps", "adapter", "store.apiKey"];

    /// <summary>What differs, in a few words: "shots and examples changed".</summary>
    public static string Difference(ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> after)
    {
        string[] changed =
        [
            .. before.Keys.Union(after.Keys)
                .Where(part => before.GetValueOrDefault(part) != after.GetValueOrDefault(part))
                .Select(part => part == Code ? "the strategy's code" : part)
                .Order(StringComparer.Ordinal),
        ];
        return changed switch
        {
            [] => "not run to its end",
            [var only] => $"{only} changed",
            [.. var first, var last] => $"{string.Join(", ", first)} and {last} changed",
        };
    }

    internal static UnitIdentity Of(IEnumerable<KeyValuePair<string, string>> parts)
    {
        var sorted = parts.ToImmutableSortedDictionary(StringComparer.Ordinal);
        using var hash = new ContentHash();
        foreach (var (name, value) in sorted)
            hash.Add(name).Add(value);
        return new UnitIdentity(hash.Finish(), sorted);
    }

    /// <summary>What a strategy is made of, each part's code and properties under its place: "1 lora: rank".</summary>
    internal static IEnumerable<KeyValuePair<string, string>> Within(IEnumerable<StrategyPart> parts, string place = "") => parts.Index().SelectMany(indexed =>
    {
        var (number, part) = (indexed.Index + 1, indexed.Item);
        var prefix = $"{place}{number} {part.Strategy.Kind}: ";
        return Properties(part.Strategy).Select(property => KeyValuePair.Create(prefix + property.Key, property.Value))
            .Append(KeyValuePair.Create(prefix + Code, $"{part.Traits.Kind} {part.Traits.Version}"))
            .Concat(Within(part.Parts, $"{place}{number}."));
    });

    internal static IEnumerable<KeyValuePair<string, string>> Properties(StrategySpec strategy) =>
        strategy.Properties.Values.Where(property => !Names.Contains(property.Key)).Select(property => KeyValuePair.Create(property.Key, Text(property.Value)));

    private static string Text(object value) => value switch
    {
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        ImmutableArray<string> list => string.Join('\n', list),
        _ => (string)value,
    };
}

/// <summary>The identities of all units of a plan. What several have in common is hashed once.</summary>
/// <param name="models">By their names in the spec.</param>
public sealed class UnitIdentities(Plan plan, ImmutableDictionary<string, ModelInfo> models)
{
    private readonly Dictionary<ImmutableArray<TrainingRow>, string> _examples = [];
    private readonly Dictionary<ImmutableArray<DocumentText>, string> _documents = [];
    private readonly string _labels = HashOf(plan.Labels, (hash, label) => hash.Add(label.Name).Add(label.Description));
    private readonly string? _fields = plan.Task.Fields.IsEmpty ? null : HashOf(plan.Task.Fields, (hash, field) => hash.Add(field.Name).Add(field.Description));

    /// <param name="fold">Index into the candidate's folds.</param>
    /// <param name="seed">One of the candidate's seeds.</param>
    public UnitIdentity Of(PlannedCandidate candidate, int fold, int seed) => Of(candidate, candidate.Training(fold, seed), seed);

    /// <summary>Of a part of a candidate, which is that of the same strategy as a candidate by itself: what is kept of the one serves the other.</summary>
    /// <param name="examples">That the part learns from.</param>
    public UnitIdentity Of(PlannedCandidate candidate, StrategyPart part, ImmutableArray<TrainingRow> examples, int seed)
    {
        var searches = part.AndBelow.Any(below => StrategyKinds.Find(below.Strategy.Kind)?.Property("embedder") is not null);
        var alone = candidate with
        {
            Traits = part.Traits,
            Strategy = part.Strategy,
            Parts = part.Parts,
            Documents = part.ReadsDocuments ? candidate.Documents : [],
            Embedder = searches ? candidate.Embedder : null,
        };
        return Of(alone, examples, seed);
    }

    private UnitIdentity Of(PlannedCandidate candidate, ImmutableArray<TrainingRow> examples, int seed)
    {
        var traits = candidate.Traits;
        var shaped = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [UnitIdentity.Code] = $"{traits.Kind} {traits.Version}.{StrategyTraits.SharedVersion}",
            [UnitIdentity.Model] = models[candidate.Model.Name].Hash,
            [UnitIdentity.Instruction] = $"{plan.TaskKind}: {plan.Task.Instruction}",
            [UnitIdentity.Labels] = _labels,
            [UnitIdentity.Examples] = Examples(examples),
            [UnitIdentity.Documents] = Documents(candidate.Documents),
            [UnitIdentity.Seed] = UsesSeed(candidate) ? seed.ToString(CultureInfo.InvariantCulture) : "any",
        };
        if (_fields is not null)
            shaped[UnitIdentity.Fields] = _fields;
        // By whatever name: the model itself is no other embedder.
        if (candidate.Embedder is { } embedder && models[embedder.Name].Hash != models[candidate.Model.Name].Hash)
            shaped[UnitIdentity.Embedder] = models[embedder.Name].Hash;
        return UnitIdentity.Of(UnitIdentity.Properties(candidate.Strategy).Concat(Within(candidate)).Concat(shaped));
    }

    /// <summary>What there is to a candidate only where it has parts, or names an adapter.</summary>
    private IEnumerable<KeyValuePair<string, string>> Within(PlannedCandidate candidate)
    {
        foreach (var part in UnitIdentity.Within(candidate.Parts)) yield return part;
        foreach (var (number, path) in candidate.Strategies.Select(strategy => strategy.Properties.TextOrNull("adapter")).OfType<string>().Index())
            yield return KeyValuePair.Create(number == 0 ? "adapter" : $"adapter {number + 1}", plan.Adapters[path].Hash);
        if (!candidate.SearchesExamples)
            yield return KeyValuePair.Create("searched", "documents");
    }

    private static bool UsesSeed(PlannedCandidate candidate) =>
        candidate.Traits.UsesSeed(candidate.Strategy) || candidate.Parts.SelectMany(part => part.AndBelow).Any(part => part.Traits.UsesSeed(part.Strategy));

    // Where a row stands is left out: a comment above it moves it and changes nothing.
    private string Examples(ImmutableArray<TrainingRow> rows) =>
        _examples.TryGetValue(rows, out var known) ? known
            : _examples[rows] = HashOf(rows, (hash, row) =>
            {
                hash.Add(row.Text).Add(row.Label).Add(row.Group);
                foreach (var value in row.Values ?? [])
                    hash.Add(value);
            });

    private string Documents(ImmutableArray<DocumentText> documents) =>
        _documents.TryGetValue(documents, out var known) ? known
            : _documents[documents] = HashOf(documents, (hash, document) => hash.Add(document.Path).Add(document.Text).Add(document.ChunkTokens).Add(document.OverlapTokens));

    private static string HashOf<T>(ImmutableArray<T> items, Action<ContentHash, T> add)
    {
        using var hash = new ContentHash();
        hash.Add(items.Length);
        foreach (var item in items)
            add(hash, item);
        return hash.Finish();
    }
}
