using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Schema;

namespace AdaptLab.Editing;

/// <summary>Text with places to fill in, in the form that editors share: `$1`, `${1:as it is}`, `${1|one,other|}`.</summary>
internal static class Snippet
{
    public static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("$", "\\$", StringComparison.Ordinal).Replace("}", "\\}", StringComparison.Ordinal);

    /// <summary>A place that holds a text to be kept or typed over.</summary>
    public static string Place(int number, string text) => text.Length == 0 ? $"${number}" : $"${{{number}:{Escape(text)}}}";

    /// <summary>A place with words to choose from, the first one chosen.</summary>
    public static string Choice(int number, params IEnumerable<string> words)
    {
        string[] all = [.. words];
        return all.Length switch
        {
            0 => $"${number}",
            1 => Place(number, all[0]),
            _ => $"${{{number}|{string.Join(',', all.Select(word => Escape(word).Replace(",", "\\,", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal)))}|}}",
        };
    }

    /// <summary>A property with its default as what to keep or type over.</summary>
    public static string Property(PropertySchema schema) => $"{schema.Name}: {Value(schema)}";

    public static string Declaration(DeclarationSchema declaration) => declaration.Keyword switch
    {
        "task" => $"task {Place(1, "name")}: {Choice(2, TaskKinds.All.Select(kind => kind.Name))} {{\n  instruction: \"$3\"\n  $0\n}}",
        "model" => $"model {Place(1, "base")} = {Place(2, Providers.All[0].Example)}",
        "examples" => $"examples {Place(1, "expert")} {{\n  \"$2\" => $0\n}}",
        "documents" => $"documents {Place(1, "name")} from \"$2\"",
        "eval" => "eval from \"$1\"",
        "strategy" => $"strategy {Choice(1, StrategyKinds.All.Select(kind => kind.Name))}",
        _ => $"{declaration.Keyword} {{\n  $0\n}}",
    };

    private static string Value(PropertySchema schema) => schema.Type switch
    {
        PropertyType.Choice when schema.Default is string word => Choice(1, schema.Choices.Select(choice => choice.Name).OrderBy(name => name != word)),
        PropertyType.Choice => Choice(1, schema.Choices.Select(choice => choice.Name)),
        PropertyType.Choices when schema.Default is ImmutableArray<string> list => $"[{Place(1, string.Join(", ", list))}]",
        PropertyType.Flag => Choice(1, schema.Default is true ? ["true", "false"] : ["false", "true"]),
        PropertyType.Text or PropertyType.Url or PropertyType.Column => $"\"{Place(1, schema.Default is string text ? SpecNames.Literal(text)[1..^1] : "")}\"",
        PropertyType.Secret => "env(\"$1\")",
        PropertyType.Object => $"{{ {string.Join(", ", schema.Properties.Select((property, index) => $"{property.Name}: ${index + 1}"))} }}",
        PropertyType.Labels => "{\n  $1: \"$2\"\n}",
        PropertyType.TrainingSets or PropertyType.Sizes or PropertyType.Sources or PropertyType.Strategies or PropertyType.Choices => "[$1]",
        PropertyType.Requirement => $"{Measures.Best}.{Place(1, "accuracy")} >= {Place(2, "80%")}",
        _ => Place(1, schema.DefaultLiteral),
    };
}
