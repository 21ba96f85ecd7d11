using System.Collections.Immutable;
using AdaptLab.Language.Binding;

namespace AdaptLab.Editing;

/// <summary>Where the thing at a place is named: in the spec, and a label in the data files, too.</summary>
public static class References
{
    /// <summary>Those of the spec first, in the order of the text.</summary>
    public static ImmutableArray<Place> At(SpecSnapshot snapshot, int offset, bool includeDeclaration) =>
        Of(snapshot, Occurrences.At(snapshot, offset), includeDeclaration);

    /// <summary>Of the label that stands in a data file.</summary>
    /// <param name="path">As the spec writes it.</param>
    /// <param name="line">One-based, as <paramref name="column"/>.</param>
    public static ImmutableArray<Place> FromFile(SpecSnapshot snapshot, string path, int line, int column, bool includeDeclaration) =>
        DataPlaces.LabelAt(snapshot, path, line, column) is { } label
            ? Of(snapshot, Occurrences.OfLabel(snapshot, label) ?? new Occurrences(SymbolKind.Label, label, null, []), includeDeclaration)
            : [];

    private static ImmutableArray<Place> Of(SpecSnapshot snapshot, Occurrences? found, bool includeDeclaration)
    {
        if (found is null)
            return [];
        var spans = includeDeclaration && found.Declaration is { } declaration ? found.Uses.Insert(0, declaration) : found.Uses;
        return
        [
            .. spans.Select(span => Place.InSpec(snapshot, span)),
            .. found.Kind == SymbolKind.Label ? DataPlaces.OfLabel(snapshot, found.Name) : [],
        ];
    }
}
