using System.Globalization;
using System.Text;

namespace AdaptLab.Retrieval;

/// <summary>Turns what a user wrote into a full-text query: any of its words, and nothing but words.</summary>
internal static class KeywordQuery
{
    /// <summary>Enough for any question; a whole document as a query would only cost time.</summary>
    public const int MaxWords = 200;

    /// <returns>An FTS5 expression in which every word is quoted, so that none can act as syntax; null without any word.</returns>
    public static string? Build(IEnumerable<string> texts)
    {
        var words = texts.SelectMany(Words).Distinct(StringComparer.Ordinal).Take(MaxWords).ToList();
        return words.Count == 0 ? null : string.Join(" OR ", words.Select(word => $"\"{word}\""));
    }

    /// <summary>Runs of letters, digits and combining marks, lower-cased: what the tokenizer of the index sees as tokens.</summary>
    public static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsWordPart(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune));
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0)
            yield return word.ToString();
    }

    private static bool IsWordPart(Rune rune) =>
        Rune.IsLetter(rune) || Rune.IsNumber(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
