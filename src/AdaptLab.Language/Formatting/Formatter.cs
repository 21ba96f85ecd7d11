using System.Collections.Immutable;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Formatting;

/// <summary>Lays a spec out: two spaces a level, arrows of neighbouring rows under each other, at most one blank line in a row.
/// Comments, line ends and the byte order mark are kept; formatting twice changes nothing more.</summary>
/// <remarks>A text with syntax errors comes back as it is: moving what is not understood may change what it was meant to be.</remarks>
public static class Formatter
{
    public static string Format(SyntaxTree tree) =>
        tree.Diagnostics.IsEmpty ? new TreePrinter(tree).Print() : tree.Text;

    /// <summary>The change that formats the text, as few characters as possible in one edit; none where it is formatted already.</summary>
    public static ImmutableArray<TextEdit> Edits(SyntaxTree tree)
    {
        var (before, after) = (tree.Text, Format(tree));
        if (before == after)
            return [];
        var start = before.AsSpan().CommonPrefixLength(after);
        var end = 0;
        while (end < Math.Min(before.Length, after.Length) - start && before[^(end + 1)] == after[^(end + 1)])
            end++;
        return [new TextEdit(TextSpan.FromBounds(start, before.Length - end), after[start..^end])];
    }
}
