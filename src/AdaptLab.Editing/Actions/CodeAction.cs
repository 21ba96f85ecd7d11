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
/// <param name="Edits">Made together or not at all.</param>
public sealed record CodeAction(
    string Title, CodeActionKind Kind, Diagnostic? Diagnostic, bool IsPreferred, ImmutableArray<FileEdit> Edits);
