using AdaptLab.Unicode;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AdaptLab.Models.Tokenizers.Normalizers;

/// <summary>Rewrites text before it is cut into words.</summary>
internal abstract class Normalizer
{
    public abstract string Normalize(string text);
}

internal sealed class NormalizerSequence(IReadOnlyList<Normalizer> stages) : Normalizer
{
    public override string Normalize(string text) => stages.Aggregate(text, (current, stage) => stage.Normalize(current));
}

internal sealed class Composed : Normalizer
{
    public override string Normalize(string text) => CanonicalForm.Compose(text);
}

internal sealed class Decomposed : Normalizer
{
    public override string Normalize(string text) => CanonicalForm.Decompose(text);
}

internal sealed class Lowercase : Normalizer
{
    // Rust's full mapping differs from .NET's simple one in a single character, the dotted capital I.
    public override string Normalize(string text) => text.ToLowerInvariant().Replace("\u0130", "i\u0307", StringComparison.Ordinal);
}

/// <summary>Drops the combining marks.</summary>
internal sealed class StripAccents : Normalizer
{
    public override string Normalize(string text) => RuneFilter.Keep(text, static category =>
        category is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark));
}

internal sealed class Prepend(string prefix) : Normalizer
{
    public override string Normalize(string text) => text.Length == 0 ? text : prefix + text;
}

internal sealed class Replace(Regex pattern, string content) : Normalizer
{
    public override string Normalize(string text) => pattern.Replace(text, _ => content);
}

/// <summary>The common case of <see cref="Replace"/>, without a regular expression.</summary>
internal sealed class ReplaceLiteral(string literal, string content) : Normalizer
{
    public override string Normalize(string text) => text.Replace(literal, content, StringComparison.Ordinal);
}

internal sealed class Strip(bool left, bool right) : Normalizer
{
    public override string Normalize(string text)
    {
        if (left)
            text = text.TrimStart();
        return right ? text.TrimEnd() : text;
    }
}

internal static class RuneFilter
{
    public static string Keep(string text, Func<UnicodeCategory, bool> keep)
    {
        if (Ascii.IsValid(text))
            return text;
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (keep(Rune.GetUnicodeCategory(rune)))
                kept.Append(rune);
        }
        return kept.ToString();
    }
}
