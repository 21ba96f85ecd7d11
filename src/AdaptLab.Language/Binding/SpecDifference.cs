using System.Collections.Immutable;
using System.Globalization;

namespace AdaptLab.Language.Binding;

/// <summary>What changed between two versions of a spec, in meaning: order, layout and comments are no change.</summary>
public static class SpecDifference
{
    private const int MostNames = 5;

    /// <summary>Each change in a few words, in the order of the language's declarations: "lora: rank 8 before, 16 after".</summary>
    public static ImmutableArray<string> Between(Spec before, Spec after) =>
    [
        .. Task(before.Task, after.Task),
        .. Named("model", before.Models, after.Models, model => model.Name, Model),
        .. Named("examples", before.Examples, after.Examples, set => set.Name, (old, set) => Rows($"examples {set.Name}", (old.Rows, old.File), (set.Rows, set.File))),
        .. Named("documents", before.Documents, after.Documents, set => set.Name, Documents),
        .. Rows("eval", (before.Eval.Rows, before.Eval.File), (after.Eval.Rows, after.Eval.File)),
        .. Value("eval: folds", before.Eval.Folds, after.Eval.Folds),
        .. Named("strategy", before.Strategies, after.Strategies, strategy => strategy.Name, (old, strategy) => Properties(strategy.Name, old.Properties, strategy.Properties)),
        .. Compare(before.Compare, after.Compare),
    ];

    private static IEnumerable<string> Task(TaskSpec before, TaskSpec after)
    {
        if (before.Kind != after.Kind)
            yield return $"the kind of task: {Name(before.Kind)} before, {Name(after.Kind)} after";
        if (before.Instruction != after.Instruction)
            yield return "the instruction";
        foreach (var (what, old, now) in new[] { ("label", before.Labels, after.Labels), ("field", before.Fields, after.Fields) })
        {
            foreach (var change in Named(what, old, now, one => one.Name, (one, other) => one.Description == other.Description ? [] : [$"the description of {what} {other.Name}"]))
                yield return change;
            if (old.Length == now.Length && !old.Select(one => one.Name).SequenceEqual(now.Select(one => one.Name)) && old.Select(one => one.Name).ToHashSet().SetEquals(now.Select(one => one.Name)))
                yield return $"the order of the {what}s";
        }

        static string Name(TaskKind kind) => kind.ToString().ToLowerInvariant();
    }

    private static IEnumerable<string> Model(ModelSpec before, ModelSpec after) =>
    [
        .. Value($"model {after.Name}", $"{before.Provider}(\"{before.Reference}\")", $"{after.Provider}(\"{after.Reference}\")"),
        .. Properties($"model {after.Name}", before.Properties, after.Properties),
    ];

    private static IEnumerable<string> Documents(DocumentSet before, DocumentSet after) =>
    [
        .. Value($"documents {after.Name}", before.Pattern, after.Pattern),
        .. Value($"documents {after.Name}: chunk", before.ChunkTokens, after.ChunkTokens),
        .. Value($"documents {after.Name}: overlap", before.OverlapTokens, after.OverlapTokens),
    ];

    /// <summary>Of rows in the spec itself; a file's are counted by whoever has read them.</summary>
    private static IEnumerable<string> Rows(string what, (ImmutableArray<RowSpec> Rows, DataFile? File) before, (ImmutableArray<RowSpec> Rows, DataFile? File) after)
    {
        foreach (var change in Value($"{what}: from", before.File?.Path, after.File?.Path))
            yield return change;
        var (old, now) = (Answers(before.Rows), Answers(after.Rows));
        string[] counts =
        [
            .. Count(now.Keys.Except(old.Keys).Count(), "added"),
            .. Count(old.Keys.Except(now.Keys).Count(), "gone"),
            .. Count(now.Keys.Count(text => old.TryGetValue(text, out var answer) && answer != now[text]), "answered otherwise"),
        ];
        if (counts.Length > 0)
            yield return $"{what}: {string.Join(", ", counts)}";

        static Dictionary<string, string> Answers(ImmutableArray<RowSpec> rows) => rows.GroupBy(row => row.Text, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => Answer(same.First()), StringComparer.Ordinal);
        static string Answer(RowSpec row) => row.Answer ?? string.Join('\n', row.Fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}: {field.Value}"));
        static string[] Count(int rows, string how) => rows == 0 ? [] : [$"{rows.ToString(CultureInfo.InvariantCulture)} {(rows == 1 ? "row" : "rows")} {how}"];
    }

    private static IEnumerable<string> Compare(CompareSpec before, CompareSpec after) =>
    [
        .. Value("train", Train(before), Train(after)),
        .. Value("seeds", before.Seeds, after.Seeds),
        .. Value("metric", before.Metric, after.Metric),
        .. Value("margin", before.Margin, after.Margin),
        .. Value("forgetting", before.ProbesBase, after.ProbesBase),
        .. Value("machineHour", before.MachineHour, after.MachineHour),
        .. Value("curve", Curve(before.Curve), Curve(after.Curve)),
        .. Value("curveOf", CurveOf(before.Curve), CurveOf(after.Curve)),
        .. Value("require", Requirements(before), Requirements(after)),
    ];

    private static string Train(CompareSpec compare) => $"[{string.Join(", ", compare.Train.Select(set => string.Join(" + ", set)))}]";

    private static string? Curve(CurveSpec? curve) => curve is null ? null : curve.Sizes.IsEmpty ? "true" : $"[{string.Join(", ", curve.Sizes)}]";

    private static string? CurveOf(CurveSpec? curve) => curve is null || curve.Strategies.IsEmpty ? null : $"[{string.Join(", ", curve.Strategies)}]";

    private static string? Requirements(CompareSpec compare) => compare.Requirements.IsEmpty ? null : string.Join(", ", compare.Requirements.Select(requirement => requirement.Text));

    private static IEnumerable<string> Properties(string of, Properties before, Properties after) =>
        from name in before.Values.Keys.Union(after.Values.Keys).Order(StringComparer.Ordinal)
        from change in Value($"{of}: {name}", before.Values.GetValueOrDefault(name), after.Values.GetValueOrDefault(name))
        select change;

    /// <summary>What is new, what is gone, and what changed of those that are in both.</summary>
    private static IEnumerable<string> Named<T>(string what, ImmutableArray<T> before, ImmutableArray<T> after, Func<T, string> name, Func<T, T, IEnumerable<string>> changes)
    {
        var old = before.DistinctBy(name).ToDictionary(name, StringComparer.Ordinal);
        var now = after.DistinctBy(name).ToDictionary(name, StringComparer.Ordinal);
        foreach (var (how, names) in new[] { ("added", now.Keys.Except(old.Keys).ToArray()), ("gone", old.Keys.Except(now.Keys).ToArray()) })
        {
            if (names.Length > 0)
                yield return $"{what} {how}: {string.Join(", ", names.Take(MostNames))}{(names.Length > MostNames ? $" and {names.Length - MostNames} more" : "")}";
        }

        foreach (var change in after.DistinctBy(name).Where(one => old.ContainsKey(name(one))).SelectMany(one => changes(old[name(one)], one)))
            yield return change;
    }

    private static IEnumerable<string> Value(string what, object? before, object? after)
    {
        var (old, now) = (Text(before), Text(after));
        if (old != now)
            yield return $"{what} {old} before, {now} after";
    }

    private static string Text(object? value) => value switch
    {
        null => "none",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        ImmutableArray<string> list => $"[{string.Join(", ", list)}]",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => (string)value,
    };
}
