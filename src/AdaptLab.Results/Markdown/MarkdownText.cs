using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AdaptLab.Results.Markdown;

/// <summary>Other people's words in Markdown: rows, labels and names never become markup, links or mentions.</summary>
public static partial class MarkdownText
{
    /// <summary>A short text in a line or a table cell: as it is where that is harmless, as code otherwise.</summary>
    public static string Inline(string text)
    {
        var line = OneLine(text);
        if (IsHarmless(line))
            return line;
        // A pipe inside code ends a table's cell for some readers and not for others.
        return line.Contains('|', StringComparison.Ordinal) ? Escaped(line) : Code(line);
    }

    /// <summary>A label where it stands among other text.</summary>
    public static string Label(string label) => Inline(Clip(label, 40));

    /// <summary>Code, between as many backticks as the text needs.</summary>
    public static string Code(string text)
    {
        var line = OneLine(text);
        var longest = 0;
        for (int at = 0, run = 0; at < line.Length; at++)
        {
            run = line[at] == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        var fence = new string('`', longest + 1);
        // Spaces keep the text's own backticks off the fence; and code must not be empty.
        var space = line.Length == 0 || line[0] is '`' or ' ' || line[^1] is '`' or ' ' ? " " : "";
        return fence + space + line + space + fence;
    }

    /// <summary>At most so many characters, the rest as "…"; never half a character.</summary>
    public static string Clip(string text, int length)
    {
        var line = OneLine(text);
        var info = new StringInfo(line);
        return info.LengthInTextElements <= length ? line : info.SubstringByTextElements(0, length - 1).TrimEnd() + "…";
    }

    /// <summary>How many columns a text takes in a plain text editor.</summary>
    public static int Width(string text) => new StringInfo(text).LengthInTextElements;

    public static string Pad(string text, int width, bool right) =>
        new string(' ', Math.Max(0, width - Width(text))) is var space && right ? space + text : text + space;

    /// <summary>Line ends and tabs become spaces; other control characters, and those that turn the direction of the text that
    /// follows, become visible.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n' or '\r' or '\t' or 0x2028 or 0x2029 or 0x85)
                line.Append(line is [.., not ' '] or [] ? " " : "");
            else if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control || rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 or 0xFFFE or 0xFFFF)
                line.Append('\uFFFD');
            else
                line.Append(rune.ToString());
        }

        return line.ToString().Trim();
    }

    // Whatever could begin or be a piece of markup, an entity, an emoji's name, a mention, or a link that readers make by
    // themselves is not harmless.
    private static bool IsHarmless(string line) =>
        line.Length > 0
        && (char.IsLetterOrDigit(line[0]) || line[0] is '−' or '+' or '–' or '✓' or '✗')
        && line.All(c => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || " .,;:-_()/%+=<>!?−–—·…'\"“”‘’✓✗≤≥±†[]".Contains(c, StringComparison.Ordinal))
        && !ListStart().IsMatch(line)
        && !Markup.Any(markup => line.Contains(markup, StringComparison.OrdinalIgnoreCase))
        && !HasLoose('_', line, char.IsLetterOrDigit, char.IsLetterOrDigit)
        && !HasLoose('<', line, _ => true, c => c is ' ' or '=')
        && !HasLoose(':', line, _ => true, c => c == ' ' || char.IsDigit(c));

    private static readonly string[] Markup = ["//", "www.", "](", "][", "]:", "!["];

    [GeneratedRegex(@"^(\+|[0-9]+[.)])( |$)", RegexOptions.None, 1000)]
    private static partial Regex ListStart();

    // Some signs mean nothing between the right neighbours: an underscore between letters, "less than" before a space.
    private static bool HasLoose(char sign, string line, Func<char, bool> before, Func<char, bool> after) => line
        .Where((c, at) => c == sign && !(before(at == 0 ? ' ' : line[at - 1]) && after(at == line.Length - 1 ? ' ' : line[at + 1])))
        .Any();

    private static string Escaped(string line)
    {
        var escaped = new StringBuilder();
        foreach (var c in line)
        {
            if (char.IsAscii(c) && (char.IsPunctuation(c) || char.IsSymbol(c)))
                escaped.Append('\\');
            escaped.Append(c);
            // A mention would call a stranger; nothing in Markdown stops one, but an invisible character after the sign does.
            if (c == '@')
                escaped.Append('\u2060');
        }

        return escaped.ToString();
    }
}
