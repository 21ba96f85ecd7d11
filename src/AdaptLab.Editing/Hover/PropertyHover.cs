using System.Text;
using AdaptLab.Language.Schema;

namespace AdaptLab.Editing;

/// <summary>A property, from the schema that checks it.</summary>
internal static class PropertyHover
{
    public static string Markdown(PropertySchema schema)
    {
        var text = new StringBuilder($"**{schema.Name}**: {Type(schema)}");
        if (schema.DefaultText.Length > 0)
            text.Append($" · default: {schema.DefaultText}");
        text.Append($"\n\n{schema.Doc}");
        if (!schema.Choices.IsEmpty)
            text.Append("\n\n").AppendJoin('\n', schema.Choices.Select(choice => $"- `{choice.Name}`: {choice.Doc}"));
        if (schema.Sweepable)
            text.Append("\n\n`sweep(…)` makes one candidate of each value.");
        return text.ToString();
    }

    /// <summary>One of the words that it may take.</summary>
    public static string Markdown(PropertySchema schema, Choice choice) => $"**{schema.Name}: {choice.Name}**  \n{choice.Doc}"
        + (schema.Default is string word && word == choice.Name ? " The default." : "");

    /// <summary>"an integer from 0 to 1000, in examples"; the choices are listed below.</summary>
    private static string Type(PropertySchema schema) => schema.Type switch
    {
        PropertyType.Choice => "one of the words below",
        PropertyType.Choices => "a list of the words below",
        _ => schema.TypeText + (schema.Unit is { } unit ? $", in {unit}" : ""),
    };
}
