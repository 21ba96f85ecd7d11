using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing.Rename;

/// <summary>What would be renamed.</summary>
/// <param name="Span">The name where the cursor is, to be selected.</param>
/// <param name="Name">As it is now, without quotes.</param>
public sealed record RenameTarget(TextSpan Span, string Name, SymbolKind Kind);

/// <summary>The edits that rename, or why it cannot be done.</summary>
/// <param name="Problem">A sentence or two for the author; null where it can be done.</param>
public sealed record RenameResult(ImmutableArray<FileEdit> Edits, string? Problem)
{
    internal static RenameResult Refused(string problem) => new([], problem);
}

/// <summary>Renames what a spec declares, everywhere the spec names it; labels in the data files, too, where asked.</summary>
public static class Renaming
{
    /// <summary>Null where the cursor is on nothing that has a name of the author's.</summary>
    public static RenameTarget? Prepare(SpecSnapshot snapshot, int offset) =>
        At(snapshot, offset) is { } named
            ? new RenameTarget(named.Places.First(place => place.Touches(offset)), named.Name, named.Kind)
            : null;

    /// <param name="includeDataFiles">Whether a label is renamed in the data files as well.</param>
    /// <param name="textOf">The text of a data file, named as the spec names it; null where it cannot be had. Only needed to include them.</param>
    public static RenameResult Apply(
        SpecSnapshot snapshot, int offset, string newName, bool includeDataFiles = false, Func<string, string?>? textOf = null)
    {
        if (At(snapshot, offset) is not { } named)
            return RenameResult.Refused("There is nothing here to rename. Put the cursor on a label, a field, a set, a model or a strategy.");
        var name = NewName.Of(named, newName);
        if (name == named.Name)
            return new RenameResult([], null);
        if (NewName.Problem(snapshot.Compilation, named, name) is { } problem)
            return RenameResult.Refused(problem);

        var changes = named.Places.Select(place => new TextChange(place, Spelling.Of(named, snapshot.Text, place, name))).ToList();
        var mappings = named.Kind == SymbolKind.Field ? Columns(snapshot.Compilation, named.Name, name).ToList() : [];
        if (Broken(snapshot, changes, mappings, named, name) is { } broken)
            return RenameResult.Refused(broken);
        var spec = FileEdit.OfSpec(changes.Concat(mappings));
        if (!includeDataFiles || named.Kind != SymbolKind.Label)
            return new RenameResult([spec], null);
        var files = DataLabels.Renamed(snapshot.Compilation.Spec, named.Name, name, textOf ?? (_ => null));
        return files.Problem is { } unreadable ? RenameResult.Refused(unreadable) : new RenameResult([spec, .. files.Edits], null);
    }

    /// <summary>Null where the cursor is on what only looks like a name: what the spec does not bind, it does not rename.</summary>
    private static Occurrences? At(SpecSnapshot snapshot, int offset) =>
        Occurrences.At(snapshot, offset) is { } named && named.Places.Any(place => place.Touches(offset)) ? named : null;

    /// <summary>A field's column has the field's name unless the spec says otherwise: it has to, once the field has another.</summary>
    private static IEnumerable<TextChange> Columns(Compilation compilation, string name, string newName) =>
        from declaration in compilation.Tree.Root.Declarations
        where declaration.Keyword.Text is "examples" or "eval" && declaration.Path is not null && declaration.Block?.Property(name) is null
        let edit = Insertion.Property(declaration, SpecNames.Written(newName), SpecNames.Literal(name))
        where edit is not null
        select TextChange.Of(edit.Value);

    /// <summary>Says so if the spec would then be faulty or mean something else: the last word is the binder's.</summary>
    private static string? Broken(SpecSnapshot snapshot, List<TextChange> changes, List<TextChange> mappings, Occurrences named, string name)
    {
        var before = snapshot.Compilation;
        var after = before.WithText(TextChanges.Apply(before.Text, changes.Concat(mappings)));
        var (errors, known) = (Errors(after), Errors(before));
        if (errors.Length > known.Length)
        {
            var added = errors.FirstOrDefault(e => errors.Count(o => o.Code == e.Code) > known.Count(o => o.Code == e.Code)) ?? errors[0];
            return $"With the name '{name}' the spec would be wrong: {added.Message}";
        }

        var first = changes.Min(change => change.Span.Start);
        var moved = mappings.Where(mapping => mapping.Span.Start < first).Sum(mapping => mapping.NewText.Length - mapping.Span.Length);
        return At(snapshot with { Compilation = after }, first + moved) is { } renamed && renamed.Name == name && renamed.Places.Length == named.Places.Length + mappings.Count
            ? null
            : $"'{name}' already means something else here. Choose another name.";
    }

    private static ImmutableArray<Language.Diagnostics.Diagnostic> Errors(Compilation compilation) =>
        [.. compilation.Diagnostics.Where(d => d.IsError)];
}
