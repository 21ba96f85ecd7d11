using System.Text.RegularExpressions;

namespace AdaptLab.Language.Tests.Documentation;

/// <summary>Parts of documents that are made from the program: between `&lt;!-- generated: NAME -->` and `&lt;!-- end -->`.</summary>
internal static partial class Generated
{
    /// <summary>The document with every such part made anew.</summary>
    public static string Insert(string document, Func<string, string> make) =>
        Part().Replace(document, m => $"{m.Groups[1].Value}\n\n{make(m.Groups[2].Value).Trim()}\n\n<!-- end -->");

    public static IEnumerable<string> Names(string document) => Part().Matches(document).Select(m => m.Groups[2].Value);

    public static string Table(string[] headings, IEnumerable<string[]> rows) =>
        string.Join('\n', rows.Prepend([.. headings.Select(_ => "---")]).Prepend(headings)
            .Select(r => $"| {string.Join(" | ", r.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal)))} |"));

    [GeneratedRegex("(<!-- generated: ([^ ]+) -->).*?<!-- end -->", RegexOptions.Singleline)]
    private static partial Regex Part();
}
