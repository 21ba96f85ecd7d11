using System.Text.RegularExpressions;
using Markdig.Helpers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace AdaptLab.Reporting.Html;

internal static partial class Typography
{
    /// <summary>A line never breaks within "88.1 %", "3 ms", "expert (21)" or "p = 0.021".</summary>
    public static void KeepFiguresWhole(MarkdownDocument document)
    {
        foreach (var literal in document.Descendants<LiteralInline>())
            literal.Content = new StringSlice(Breakable().Replace(literal.Content.ToString(), "\u00A0"));
    }

    [GeneratedRegex(@"(?<=\d) (?=%|\[|ms\b|s\b|min\b|h\b|points?\b|rows?\b)|(?<=\bp) (?=[=<≤])|(?<=[=<≤±]) (?=\d)|(?<=[✓✗]) |(?<=\bof) (?=\d)|(?<=\w) (?=\(\d|±)", RegexOptions.None, 1000)]
    private static partial Regex Breakable();
}
