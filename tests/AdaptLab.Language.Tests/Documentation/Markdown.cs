using System.Text.RegularExpressions;

namespace AdaptLab.Language.Tests.Documentation;

/// <summary>As much of Markdown as the documents use.</summary>
internal static partial class Markdown
{
    public static IEnumerable<string> Links(string text) => Link().Matches(WithoutCode(text)).Select(m => m.Groups[1].Value);

    /// <summary>What a link to a heading ends with, after '#', by the rules of the usual code hosts.</summary>
    public static IEnumerable<string> Anchors(string text) =>
        Heading().Matches(WithoutBlocks(text)).Select(m => NotInAnchor().Replace(m.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    private static string WithoutCode(string text) => CodeSpan().Replace(WithoutBlocks(text), "");

    private static string WithoutBlocks(string text) => CodeBlock().Replace(text, "");

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ +(.+?) *$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
