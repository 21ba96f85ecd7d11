using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Binding;

namespace AdaptLab.Editing.Rename;

/// <summary>Something with a name of the author's, and every place of the spec where the name stands.</summary>
internal sealed record Named(SymbolKind Kind, string Name, ImmutableArray<TextSpan> Places)
{
    public static Named? At(Compilation compilation, int offset)
    {
        if (compilation.Symbols.At(offset) is { } symbol)
        {
            IEnumerable<TextSpan> places = [symbol.Span, .. compilation.Symbols.ReferencesTo(symbol)];
            return new Named(symbol.Kind, symbol.Name, [.. places.Distinct().OrderBy(place => place.Start)]);
        }

        return LabelOfRows(compilation.Spec, offset);
    }

    /// <summary>The name in place of the one that stands there, in quotes where they are needed.</summary>
    public string Written(string text, TextSpan place, string newName)
    {
        if (Kind is SymbolKind.Label or SymbolKind.Field)
            return SpecNames.Written(newName);
        if (Kind != SymbolKind.Strategy)
            return newName;
        // A reference may name one candidate of a sweep: `"lora wide rank 16"`.
        var written = text.AsSpan(place.Start, place.Length);
        var quoted = written is ['"', .. var inner, '"'];
        var words = string.Join(' ', (quoted ? written[1..^1].ToString() : written.ToString()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var full = words.StartsWith(Name + " ", StringComparison.Ordinal) ? newName + words[Name.Length..] : newName;
        return quoted ? SpecNames.Literal(full) : full;
    }

    /// <summary>Where the task declares no labels, those of the rows count.</summary>
    private static Named? LabelOfRows(Spec spec, int offset)
    {
        if (spec.Task.Kind != TaskKind.Classify || !spec.Task.Labels.IsEmpty)
            return null;
        var rows = spec.Examples.SelectMany(set => set.Rows).Concat(spec.Eval.Rows).Where(row => row.Answer is not null).ToList();
        return rows.FirstOrDefault(row => row.AnswerSpan.Touches(offset))?.Answer is { } label
            ? new Named(SymbolKind.Label, label, [.. rows.Where(row => row.Answer == label).Select(row => row.AnswerSpan).OrderBy(span => span.Start)])
            : null;
    }
}
