using AdaptLab.Unicode;
using System.Globalization;
using System.Text;

namespace AdaptLab.Models.Tokenizers.Normalizers;

/// <summary>BERT's cleaning: control characters out, every white space a space, Chinese characters set apart, accents off, lower case.</summary>
/// <remarks>
/// Our own rather than the library's BertTokenizer, which takes UTF-16 units for characters (it drops emoji that BERT keeps
/// as one unknown word) and relies on string.Normalize; it gives the reference's ids on 39 of 46 cases.
/// </remarks>
internal sealed class BertNormalizer(bool cleanText, bool handleChineseCharacters, bool stripAccents, bool lowercase) : Normalizer
{
    private static readonly Lowercase ToLower = new();

    public override string Normalize(string text)
    {
        if (cleanText)
            text = Clean(text);
        if (handleChineseCharacters)
            text = SetChineseApart(text);
        if (stripAccents)
            text = RuneFilter.Keep(CanonicalForm.Decompose(text), static category => category != UnicodeCategory.NonSpacingMark);
        return lowercase ? ToLower.Normalize(text) : text;
    }

    private static string Clean(string text)
    {
        var cleaned = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
                cleaned.Append(' ');
            else if (rune != Rune.ReplacementChar && !IsControl(rune))
                cleaned.Append(rune);
        }
        return cleaned.ToString();
    }

    // Unassigned code points stay: which they are depends on the version of Unicode, and the reference keeps them.
    private static bool IsControl(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse;

    private static string SetChineseApart(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var spaced = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsChinese(rune.Value))
                spaced.Append(' ').Append(rune).Append(' ');
            else
                spaced.Append(rune);
        }
        return spaced.ToString();
    }

    /// <summary>The ranges of the reference, which leaves out U+2B820 to U+2B91F.</summary>
    private static bool IsChinese(int point) => point is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
