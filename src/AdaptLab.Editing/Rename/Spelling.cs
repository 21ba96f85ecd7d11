using AdaptLab.Language;
using AdaptLab.Language.Binding;

namespace AdaptLab.Editing.Rename;

/// <summary>How a new name is written where the old one stands.</summary>
internal static class Spelling
{
    /// <summary>In quotes where they are needed.</summary>
    public static string Of(Occurrences named, string text, TextSpan place, string newName)
    {
        if (named.Kind is SymbolKind.Label or SymbolKind.Field)
            return SpecNames.Written(newName);
        if (named.Kind != SymbolKind.Strategy)
            return newName;
        // A reference may name one candidate of a sweep: `"lora wide rank 16"`.
        var written = text.AsSpan(place.Start, place.Length);
        var quoted = written is ['"', .. var inner, '"'];
        var words = string.Join(' ', (quoted ? written[1..^1].ToString() : written.ToString()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var full = words.StartsWith(named.Name + " ", StringComparison.Ordinal) ? newName + words[named.Name.Length..] : newName;
        return quoted ? SpecNames.Literal(full) : full;
    }
}
