using System.Collections.Immutable;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing;

/// <summary>Where the thing at a place is declared.</summary>
public static class Definitions
{
    /// <summary>Of a path, the files that it leads to.</summary>
    public static ImmutableArray<Place> At(SpecSnapshot snapshot, int offset)
    {
        if (Occurrences.At(snapshot, offset) is { } found)
            return [Place.InSpec(snapshot, found.Declaration ?? found.Uses[0])];
        return Cursor.TokenAt(snapshot.Compilation.Tree, offset) is { Parent: LiteralSyntax { Parent: DeclarationSyntax declaration } path } && path == declaration.Path
            ? OfPath(snapshot, declaration)
            : [];
    }

    /// <summary>From a data file back: of a label its declaration, of anything else the path by which the spec reads the file.</summary>
    /// <param name="path">As the spec writes it.</param>
    /// <param name="line">One-based, as <paramref name="column"/>.</param>
    public static ImmutableArray<Place> FromFile(SpecSnapshot snapshot, string path, int line, int column)
    {
        if (DataPlaces.LabelAt(snapshot, path, line, column) is { } label)
            return Occurrences.OfLabel(snapshot, label) is { } found ? [Place.InSpec(snapshot, found.Declaration ?? found.Uses[0])] : [];
        return
        [
            .. snapshot.Compilation.Tree.Root.Declarations.Where(declaration => declaration.Path is { Token.Value: string read } && read == path)
                .Select(declaration => Place.InSpec(snapshot, declaration.Path!.Span)),
        ];
    }

    private static ImmutableArray<Place> OfPath(SpecSnapshot snapshot, DeclarationSyntax declaration)
    {
        if (!Cursor.IsOf(declaration, "documents"))
            return declaration.Path!.Token.Value is string { Length: > 0 } path ? [Place.InFile(path)] : [];
        return declaration.Names is [var name, ..] && snapshot.Data?.Data?.Documents.GetValueOrDefault(name.Text) is { IsDefault: false } documents
            ? [.. documents.Select(document => Place.InFile(document.Path))]
            : [];
    }
}
