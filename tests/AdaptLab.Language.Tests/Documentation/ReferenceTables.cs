using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;

namespace AdaptLab.Language.Tests.Documentation;

/// <summary>The tables of docs/language.md, made from the schemas that check, complete and explain a spec.</summary>
internal static class ReferenceTables
{
    private static readonly Dictionary<string, Func<string>> Makers = new(StringComparer.Ordinal)
    {
        ["declarations"] = DeclarationTable,
        ["tasks"] = Tasks,
        ["task-properties"] = TaskProperties,
        ["providers"] = ProviderTable,
        ["provider-properties"] = ProviderProperties,
        ["columns"] = Columns,
        ["data-properties"] = () => Properties(DataProperties.Common),
        ["eval"] = () => Properties([DataProperties.Folds]),
        ["documents"] = () => Properties(DataProperties.Documents),
        ["strategies-by-task"] = StrategiesByTask,
        ["strategies"] = Strategies,
        ["compare"] = Compare,
        ["measures"] = MeasureTable,
    };

    public static IEnumerable<string> Names => Makers.Keys;

    public static string Insert(string document) => Generated.Insert(document, name => Makers[name]());

    private static string DeclarationTable() => Generated.Table(
        ["declaration", "what it says", "how many"],
        Declarations.All.Select(d => (string[])
        [
            $"`{d.Form}`",
            d.Doc,
            // That examples are needed is a rule of the binder's: a set has a name, so that there is no single one to miss.
            d.Keyword == "examples" ? "one or more" : (d.Required, d.Single) switch
            {
                (true, true) => "exactly one",
                (false, true) => "at most one",
                _ => "any number",
            },
        ]));

    private static string Tasks() => Generated.Table(
        ["kind", "what it is", "a row", "metrics, the default first"],
        TaskKinds.All.Select(k => (string[])[$"`{k.Name}`", k.Doc, $"`{k.RowExample}`", Code(k.Metrics)]));

    private static string TaskProperties() => Generated.Table(
        ["property", "of", "value", "default", "meaning"],
        from kind in TaskKinds.All
        from property in kind.Properties
        group kind.Name by property.Name into owners
        let property = TaskKinds.All.Select(k => k.Property(owners.Key)).First(p => p is not null)!
        select (string[])[$"`{property.Name}`", owners.Count() == TaskKinds.All.Length ? "every task" : Code(owners), Value(property), Default(property), Meaning(property)]);

    private static string ProviderTable() => Generated.Table(
        ["provider", "argument", "what it is", "weights"],
        Providers.All.Select(p => (string[])
        [
            $"`{p.Name}`",
            p.References.IsEmpty ? p.ArgumentDoc : string.Join(" or ", p.References.Select(r => $"`\"{r}\"`")),
            p.Doc,
            p.EmbedsOnly ? "embeddings only" : p.IsRemote ? "out of reach" : "at hand",
        ]));

    private static string ProviderProperties() => Generated.Table(
        ["provider", "property", "value", "default", "meaning"],
        from provider in Providers.All
        from property in provider.Properties
        from part in property.Properties.Select(p => (Name: $"{property.Name}.{p.Name}", Schema: p)).Prepend((property.Name, Schema: property))
        select (string[])[$"`{provider.Name}`", $"`{part.Name}`", Value(part.Schema), Default(part.Schema), Meaning(part.Schema)]);

    private static string Columns() => Generated.Table(
        ["task", "property", "default", "meaning"],
        from kind in TaskKinds.All
        from role in kind.Roles
        select (string[])[$"`{kind.Name}`", $"`{role.Name}`", Default(role), Meaning(role)]);

    private static string StrategiesByTask() => Generated.Table(
        ["strategy", .. TaskKinds.All.Select(task => $"`{task.Name}`"), "on a model of this machine", "on a model behind a server"],
        StrategyKinds.All.Select(kind => (string[])
        [
            $"`{kind.Name}`",
            .. TaskKinds.All.Select(task => kind.Tasks.Contains(task.Kind) ? "yes" : "no"),
            "yes",
            kind.NeedsWeights ? "no" : kind.Property("steps") is null ? "yes" : $"of {string.Join(" and ", StrategyKinds.All.Where(step => !step.NeedsWeights && step.Property("steps") is null).Select(step => $"`{step.Name}`"))}",
        ]));

    private static string Strategies() => string.Join("\n\n", StrategyKinds.All.Select(kind =>
        $"""
        ### `{kind.Name}`

        {kind.Summary} {kind.WhenRight}{Limits(kind)}

        {Generated.Table(
            ["property", "value", "default", "sweep", "meaning"],
            kind.Properties.Select(p => (string[])[$"`{p.Name}`", Value(p), Default(p), p.Sweepable ? "yes" : "", Meaning(p)]))}
        """));

    private static string Limits(StrategyKind kind)
    {
        var tasks = kind.Tasks.Length == TaskKinds.All.Length ? "" : $" For {Code(kind.Tasks.Select(t => TaskKinds.Of(t).Name))} tasks only.";
        return tasks + (kind.NeedsWeights ? " Needs the model's weights." : "");
    }

    private static string Compare() => Generated.Table(
        ["property", "value", "default", "meaning"],
        Measures.CompareProperties(TaskKind.Classify).Select(p => p.Name == "metric"
            ? (string[])[$"`{p.Name}`", "a metric of the task", "the task's first", p.Doc]
            : [$"`{p.Name}`", Value(p), Default(p), Meaning(p)]));

    private static string MeasureTable() => Generated.Table(
        ["measure", "compared with", "of", "meaning"],
        Measures.All.Select(m => (string[])
        [
            $"`{m.Name}`",
            m.UnitText,
            m.IsMetric ? Code(TaskKinds.All.Where(k => k.Metrics.Contains(m.Name)).Select(k => k.Name)) : "every task",
            m.Doc,
        ]));

    private static string Properties(IEnumerable<PropertySchema> schemas) => Generated.Table(
        ["property", "value", "default", "meaning"],
        schemas.Select(p => (string[])[$"`{p.Name}`", Value(p), Default(p), Meaning(p)]));

    private static string Default(PropertySchema property) => property switch
    {
        { Default: null, DefaultDoc: null } => "required",
        { DefaultDoc: { } doc } => doc,
        _ => $"`{property.DefaultText}`",
    };

    private static string Meaning(PropertySchema property) => string.Join(" ",
        property.Choices.Select(c => $"`{c.Name}`: {char.ToLowerInvariant(c.Doc[0])}{c.Doc[1..]}").Prepend(property.Doc));

    private static string Value(PropertySchema property) => property.Unit is null ? property.TypeText : $"{property.TypeText} ({property.Unit})";

    private static string Code(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"`{n}`"));
}
