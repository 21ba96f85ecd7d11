using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing.Actions;

/// <summary>Where an author asks what can be done.</summary>
/// <param name="Declaration">The one at the range; null between declarations.</param>
/// <param name="Node">The innermost node at the range's start.</param>
internal sealed record ActionPlace(SpecSnapshot Snapshot, TextSpan Range, DeclarationSyntax? Declaration, SyntaxNode Node)
{
    public static ActionPlace Of(SpecSnapshot snapshot, TextSpan range)
    {
        var node = snapshot.Compilation.Tree.NodeAt(range.Start);
        return new ActionPlace(snapshot, range, node.AncestorsAndSelf().OfType<DeclarationSyntax>().FirstOrDefault(), node);
    }

    /// <summary>Whether the cursor is on the declaration's first words, where actions on the whole of it are offered.</summary>
    public bool IsAtHeader => Declaration?.HeaderSpan is { } header && Range.Start >= header.Start && Range.Start <= header.End;

    public CodeAction Action(string title, CodeActionKind kind, params IEnumerable<TextChange> changes) =>
        new(title, kind, null, isPreferred: false, [FileEdit.OfSpec(changes)]);
}

/// <summary>What can be done where nothing is wrong. To add one is to add a file and a line.</summary>
internal static class Refactorings
{
    private static readonly ImmutableArray<Func<ActionPlace, IEnumerable<CodeAction>>> All =
    [
        MoveRows.Of,
        BringRows.Of,
        AddStrategy.Of,
        Recommendation.Of,
        LabelActions.Of,
    ];

    /// <summary>None in a text with syntax errors: what is not understood had better not be moved.</summary>
    public static IEnumerable<CodeAction> Of(SpecSnapshot snapshot, TextSpan range) =>
        snapshot.Compilation.Tree.Diagnostics.IsEmpty ? All.SelectMany(refactoring => refactoring(ActionPlace.Of(snapshot, range))) : [];
}
