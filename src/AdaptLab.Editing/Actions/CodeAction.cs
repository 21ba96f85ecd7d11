using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Editing.Actions;

public enum CodeActionKind
{
    QuickFix,

    /// <summary>Moves something out, as rows into a file.</summary>
    Extract,

    /// <summary>The way back.</summary>
    Inline,

    /// <summary>Writes something else in its place.</summary>
    Rewrite,
}

/// <summary>Something that can be done to the text at one place.</summary>
/// <param name="Title">A command: "Change to 'lora'".</param>
/// <param name="Diagnostic">What it mends; null for what mends nothing.</param>
/// <param name="IsPreferred">Whether it is what most authors want, so that an editor may do it at one key press.</param>
/// <param name="Work">Works the edits out: most actions that are offered are never done.</param>
public sealed record CodeAction(string Title, CodeActionKind Kind, Diagnostic? Diagnostic, bool IsPreferred, Func<ImmutableArray<FileEdit>> Work)
{
    private ImmutableArray<FileEdit> _edits;

    public CodeAction(string title, CodeActionKind kind, Diagnostic? diagnostic, bool isPreferred, ImmutableArray<FileEdit> edits)
        : this(title, kind, diagnostic, isPreferred, () => edits)
    {
    }

    /// <summary>Whether one of the edits makes a file that is not there yet.</summary>
    public bool CreatesFile { get; init; }

    /// <summary>Made together or not at all.</summary>
    public ImmutableArray<FileEdit> Edits => _edits.IsDefault ? _edits = Work() : _edits;
}
