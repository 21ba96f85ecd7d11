using System.Globalization;
using System.Text;

namespace AdaptLab.Models.Tokenizers.PreTokenizers;

/// <summary>
/// Text with each character beyond the Basic Multilingual Plane replaced by one character of the same general category,
/// so that .NET's regular expressions, which work on UTF-16 units, class it rightly. <see cref="Offsets"/> leads back.
/// </summary>
internal sealed class PlaneFolding
{
    private static readonly char[] StandIns = FindStandIns();

    private PlaneFolding(string text, int[] offsets)
    {
        Text = text;
        Offsets = offsets;
    }

    public string Text { get; }

    /// <summary>For each position in <see cref="Text"/>, and its end, the position in the original.</summary>
    public int[] Offsets { get; }

    public static bool IsNeeded(ReadOnlySpan<char> text) => text.ContainsAnyInRange('\uD800', '\uDFFF');

    public static PlaneFolding Fold(ReadOnlySpan<char> text)
    {
        var folded = new StringBuilder(text.Length);
        var offsets = new List<int>(text.Length + 1);
        int offset = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            folded.Append(rune.IsBmp ? (char)rune.Value : StandIns[(int)Rune.GetUnicodeCategory(rune)]);
            offsets.Add(offset);
            offset += rune.Utf16SequenceLength;
        }
        offsets.Add(offset);
        return new PlaneFolding(folded.ToString(), [.. offsets]);
    }

    /// <summary>The highest character of each category, which no real pattern names.</summary>
    private static char[] FindStandIns()
    {
        var standIns = new char[(int)UnicodeCategory.OtherNotAssigned + 1];
        for (int character = 0; character <= char.MaxValue; character++)
            standIns[(int)CharUnicodeInfo.GetUnicodeCategory((char)character)] = (char)character;
        return standIns;
    }
}
