using System.Globalization;
using System.Text;

namespace AdaptLab.Cli.Terminal;

/// <summary>Text of others, made safe to print: a spec or a data file must not be able to steer the terminal.</summary>
internal static class SafeText
{
    private const string TabStop = "    ";

    /// <summary>On one line; control characters and marks that turn the direction of writing become "·".</summary>
    public static string OneLine(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            safe.Append(Cell(rune));
        return safe.ToString();
    }

    /// <summary>What a character is printed as.</summary>
    public static string Cell(Rune rune) =>
        rune.Value == '\t' ? TabStop
        : Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator || TurnsDirection(rune.Value) ? "·"
        : rune.ToString();

    private static bool TurnsDirection(int c) => c is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
