using System.Collections.Immutable;
using AdaptLab.Language;

namespace AdaptLab.Editing;

/// <param name="IsWrite">Whether it is the declaration.</param>
public readonly record struct Highlight(TextSpan Span, bool IsWrite);

/// <summary>Every place in the spec that names what stands at an offset.</summary>
public static class Highlights
{
    public static ImmutableArray<Highlight> At(SpecSnapshot snapshot, int offset)
    {
        if (snapshot.Compilation.Symbols.At(offset) is not { } symbol)
            return [];
        return
        [
            new Highlight(symbol.Span, IsWrite: true),
            .. snapshot.Compilation.Symbols.ReferencesTo(symbol).Select(span => new Highlight(span, IsWrite: false)),
        ];
    }
}
