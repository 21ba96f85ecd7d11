using System.Collections.Immutable;
using AdaptLab.Language;

namespace AdaptLab.Editing;

/// <summary>Replaces a range of a file's text.</summary>
/// <param name="Span">In UTF-16 code units of the text as it is before any of the changes that belong together.</param>
public readonly record struct TextChange(TextSpan Span, string NewText)
{
    public static TextChange Of(TextEdit edit) => new(edit.Span, edit.NewText);

    public static TextChange Insert(int offset, string newText) => new(new TextSpan(offset, 0), newText);
}

/// <summary>Changes of one file that are made together.</summary>
/// <param name="Path">Null for the spec itself; else relative to the spec's folder, with forward slashes.</param>
/// <param name="Changes">In the order of the text, none overlapping another.</param>
/// <param name="Create">The file is new and must not exist yet.</param>
public sealed record FileEdit(string? Path, ImmutableArray<TextChange> Changes, bool Create = false)
{
    /// <summary>Of the spec itself.</summary>
    public static FileEdit OfSpec(params IEnumerable<TextChange> changes) => new(null, TextChanges.Ordered(changes));

    public static FileEdit NewFile(string path, string text) => new(path, [TextChange.Insert(0, text)], Create: true);
}

public static class TextChanges
{
    /// <summary>The text with the changes made.</summary>
    /// <param name="changes">Within the text and none overlapping another, in any order.</param>
    public static string Apply(string text, IEnumerable<TextChange> changes)
    {
        var made = new System.Text.StringBuilder(text.Length);
        var at = 0;
        foreach (var (span, newText) in Ordered(changes))
        {
            made.Append(text, at, span.Start - at).Append(newText);
            at = span.End;
        }

        return made.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>In the order of the text; of changes that overlap, the one that begins first, and of insertions at one
    /// place all, in the order given.</summary>
    internal static ImmutableArray<TextChange> Ordered(IEnumerable<TextChange> changes)
    {
        var ordered = ImmutableArray.CreateBuilder<TextChange>();
        var end = 0;
        foreach (var change in changes.OrderBy(c => c.Span.Start).ThenBy(c => c.Span.Length))
        {
            if (change.Span.Start < end)
                continue;
            ordered.Add(change);
            end = change.Span.End;
        }

        return ordered.ToImmutable();
    }
}
