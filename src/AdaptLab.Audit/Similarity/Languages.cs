using System.Text;

namespace AdaptLab.Audit.Similarity;

/// <summary>Which language a text is in, told by its script and, for scripts that many languages share, by their commonest words.</summary>
internal static class Languages
{
    private const int FewestWords = 2;

    /// <summary>Null where it cannot be told.</summary>
    /// <param name="words">Of the text, folded.</param>
    public static string? Of(string text, string[] words)
    {
        if (ScriptOf(text) is { } script)
            return script;
        var found = FunctionWords.ByLanguage.Select(language => (language.Language, Count: words.Count(language.Words.Contains)))
            .OrderByDescending(language => language.Count).ToArray();
        // Twice as many as of any other: languages of one family share some.
        return found[0].Count >= FewestWords && found[0].Count >= 2 * found[1].Count ? found[0].Language : null;
    }

    /// <summary>The script of most letters; null for Latin, and for a text without letters.</summary>
    private static string? ScriptOf(string text)
    {
        var scripts = text.EnumerateRunes().Where(Rune.IsLetter).CountBy(rune => rune.Value switch
        {
            < 0x0250 or (>= 0x1E00 and < 0x1F00) => "Latin",
            >= 0x0370 and < 0x0400 or (>= 0x1F00 and < 0x2000) => "Greek",
            >= 0x0400 and < 0x0530 => "Cyrillic",
            >= 0x0590 and < 0x0600 => "Hebrew",
            >= 0x0600 and < 0x0780 => "Arabic",
            >= 0x0900 and < 0x0980 => "Devanagari",
            >= 0x0E00 and < 0x0E80 => "Thai",
            >= 0x3040 and < 0x3100 => "Japanese",
            >= 0x3400 and < 0xA000 => "Han",
            >= 0xAC00 and < 0xD7B0 => "Hangul",
            _ => "another script",
        }).ToArray();
        return scripts.Length == 0 || scripts.MaxBy(script => script.Value).Key is not ({ } most and not "Latin") ? null : most;
    }
}
