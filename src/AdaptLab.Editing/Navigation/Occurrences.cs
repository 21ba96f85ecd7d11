using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing;

/// <summary>Something with a name, and every place of the spec that names it.</summary>
/// <param name="Declaration">Null for a label that the task does not declare: then those of the rows count.</param>
/// <param name="Uses">In the order of the text; the declaration is not among them.</param>
internal sealed record Occurrences(SymbolKind Kind, string Name, TextSpan? Declaration, ImmutableArray<TextSpan> Uses)
{
    /// <summary>Every place, the declaration among them, in the order of the text.</summary>
    public ImmutableArray<TextSpan> Places => Declaration is { } declaration ? [.. Uses.Append(declaration).Distinct().OrderBy(place => place.Start)] : Uses;

    public static Occurrences? At(SpecSnapshot snapshot, int offset)
    {
        if (snapshot.Compilation.Symbols.At(offset) is { } symbol)
            return Of(snapshot, symbol);
        var token = Cursor.TokenAt(snapshot.Compilation.Tree, offset);
        if (token?.Parent is not ValueSyntax value || value.NameOrText is not { } name)
            return null;
        if (value.Parent is RowSyntax row && row.Answer == value)
            return OfLabel(snapshot, name);
        // One candidate of a sweep: `"lora rank 16"`.
        return Candidates.DeclarationOf(snapshot, name) is { Names: [var first, ..] } strategy && snapshot.Compilation.Symbols.At(first.Span.Start) is { } swept && strategy.Span != default
            ? Of(snapshot, swept)
            : null;
    }

    /// <summary>Null where neither the task nor a row has the label.</summary>
    public static Occurrences? OfLabel(SpecSnapshot snapshot, string name)
    {
        var spec = snapshot.Compilation.Spec;
        if (spec.Task.Kind != TaskKind.Classify)
            return null;
        foreach (var symbol in snapshot.Compilation.Symbols.Symbols)
        {
            if (symbol.Kind == SymbolKind.Label && symbol.Name == name)
                return Of(snapshot, symbol);
        }

        ImmutableArray<TextSpan> uses =
            [.. spec.Examples.SelectMany(set => set.Rows).Concat(spec.Eval.Rows).Where(row => row.Answer == name).Select(row => row.AnswerSpan).OrderBy(span => span.Start)];
        return spec.Task.Labels.IsEmpty && !uses.IsEmpty ? new Occurrences(SymbolKind.Label, name, null, uses) : null;
    }

    private static Occurrences Of(SpecSnapshot snapshot, Symbol symbol) => new(
        symbol.Kind, symbol.Name, symbol.Span, [.. snapshot.Compilation.Symbols.ReferencesTo(symbol).OrderBy(span => span.Start)]);
}
