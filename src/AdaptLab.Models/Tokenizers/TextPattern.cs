using System.Text.RegularExpressions;
using AdaptLab.Models.Checkpoints;

namespace AdaptLab.Models.Tokenizers;

/// <summary>The `pattern` of a Split or Replace: `{"String": …}` or `{"Regex": …}`.</summary>
internal static class TextPattern
{
    /// <returns>A regular expression.</returns>
    public static string Read(JsonField pattern)
    {
        if (pattern.Optional("String") is { } literal)
            return Regex.Escape(NotEmpty(literal));
        return pattern.Optional("Regex") is { } expression
            ? NotEmpty(expression)
            : throw pattern.Error($"expected a String or a Regex, found {pattern}");
    }

    private static string NotEmpty(JsonField field) => field.AsString() is { Length: > 0 } text ? text : throw field.Error("the pattern is empty");
}
