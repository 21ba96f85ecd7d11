using System.Text;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Audit.Checks;

/// <summary>A row in another language or script than nearly all others.</summary>
/// <remarks>By script, and for scripts that many languages share by their commonest words. A short text may have none of them:
/// of such a one nothing is said.</remarks>
internal sealed class MixedLanguage : IExampleCheck
{
    private const int FewestRows = 8, FewestWords = 2;
    private const double Usual = 0.85;

    public DiagnosticRule Rule { get; } = new("ADAPT3019", Severity.Hint, "Another language");

    public IEnumerable<Finding> Find(AuditContext context)
    {
        var told = context.Rows.Select(row => (Row: row, Language: LanguageOf(row))).Where(row => row.Language is not null).ToArray();
        if (told.Length < FewestRows)
            return [];
        var (usual, count) = told.CountBy(row => row.Language!).MaxBy(language => language.Value);
        if (count < Usual * told.Length)
            return [];
        return
            from other in told
            where other.Language != usual
            select new Finding(
                other.Row.At(Rule, $"This seems to be {other.Language}, where {Figures.Count(count)} of {Figures.Count(told.Length)} rows that can be told are {usual}. Translate it, or leave it out, unless such texts are to be expected.") with
                {
                    Choices = RowMends.Choices(RowMends.Remove(context, other.Row)),
                },
                [other.Row]);
    }

    /// <summary>Null where it cannot be told.</summary>
    private static string? LanguageOf(AuditedRow row)
    {
        if (ScriptOf(row.Text) is { } script)
            return script;
        var found = FunctionWords.ByLanguage.Select(language => (language.Language, Count: row.Features.Words.Count(language.Words.Contains)))
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
