using System.Collections.Immutable;

namespace AdaptLab.Editing;

/// <summary>Where the thing at a place is declared.</summary>
public static class Definitions
{
    public static ImmutableArray<Place> At(SpecSnapshot snapshot, int offset) =>
        snapshot.Compilation.Symbols.At(offset) is { } symbol ? [Place.InSpec(snapshot, symbol.Span)] : [];
}
