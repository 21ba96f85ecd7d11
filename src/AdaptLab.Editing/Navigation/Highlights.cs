using System.Collections.Immutable;
using AdaptLab.Language;

namespace AdaptLab.Editing;

/// <param name="IsWrite">Whether it is the declaration.</param>
public readonly record struct Highlight(TextSpan Span, bool IsWrite);

/// <summary>Every place in the spec that names what stands at an offset.</summary>
public static class Highlights
{
    /// <summary>The declaration first, then the others in the order of the text.</summary>
    public static ImmutableArray<Highlight> At(SpecSnapshot snapshot, int offset)
    {
        if (Occurrences.At(snapshot, offset) is not { } found)
            return [];
        var uses = found.Uses.Select(span => new Highlight(span, IsWrite: false));
        return [.. found.Declaration is { } declaration ? uses.Prepend(new Highlight(declaration, IsWrite: true)) : uses];
    }
}
