using System.Collections.Immutable;

namespace AdaptLab.Editing;

/// <summary>Where the thing at a place is named.</summary>
public static class References
{
    public static ImmutableArray<Place> At(SpecSnapshot snapshot, int offset, bool includeDeclaration)
    {
        if (snapshot.Compilation.Symbols.At(offset) is not { } symbol)
            return [];
        var spans = snapshot.Compilation.Symbols.ReferencesTo(symbol);
        return [.. (includeDeclaration ? spans.Prepend(symbol.Span) : spans).Select(span => Place.InSpec(snapshot, span))];
    }
}
