using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Editing;

/// <summary>What was said of one text, where it stands in the next one.</summary>
public static class MovedDiagnostics
{
    /// <returns>Without those that the change touches at any of their places: they may have been mended by it.</returns>
    public static ImmutableArray<Diagnostic> Of(ImmutableArray<Diagnostic> diagnostics, string before, string after)
    {
        if (diagnostics.IsEmpty)
            return diagnostics;
        var prefix = before.AsSpan().CommonPrefixLength(after);
        var suffix = CommonSuffixLength(before.AsSpan(prefix), after.AsSpan(prefix));
        return [.. diagnostics.Select(Move).OfType<Diagnostic>()];

        Diagnostic? Move(Diagnostic diagnostic)
        {
            if (Span(diagnostic.Span) is not { } span || diagnostic.Related.Any(place => Span(place.Span) is null))
                return null;
            return diagnostic with
            {
                Span = span,
                Related = [.. diagnostic.Related.Select(place => place with { Span = Span(place.Span)!.Value })],
                Fix = diagnostic.Fix is { } fix ? Mend(fix) : null,
                Choices = [.. diagnostic.Choices.Select(Mend).OfType<Fix>()],
            };
        }

        Fix? Mend(Fix fix) => fix.Edits.Any(edit => Span(edit.Span) is null) ? null
            : fix with { Edits = [.. fix.Edits.Select(edit => edit with { Span = Span(edit.Span)!.Value })] };

        TextSpan? Span(TextSpan span) => span.End <= prefix ? span
            : span.Start >= before.Length - suffix ? new TextSpan(span.Start + after.Length - before.Length, span.Length)
            : null;
    }

    private static int CommonSuffixLength(ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        var (most, length) = (Math.Min(first.Length, second.Length), 0);
        while (length < most && first[^(length + 1)] == second[^(length + 1)])
            length++;
        return length;
    }
}
