using System.Text;
using AdaptLab.Language.Schema;

namespace AdaptLab.Editing;

/// <summary>A property, from the schema that checks it.</summary>
internal static class PropertyHover
{
    public static string Markdown(PropertySchema schema)
    {
        var text = new StringBuilder($"**{schema.Name}**: {schema.TypeText}");
        if (schema.Unit is { } unit)
            text.Append($", in {unit}");
        text.Append("  \n").Append(schema.Doc);
        if (schema.DefaultText.Length > 0)
            text.Append($"\n\nDefault: {schema.DefaultText}");
        if (schema.Sweepable)
            text.Append("  \nMay be swept: `sweep(…)` makes one candidate of each value.");
        return text.ToString();
    }
}
