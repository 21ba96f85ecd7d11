using System.Collections.Immutable;

namespace AdaptLab.Language.Binding;

public enum SymbolKind { Task, Label, Field, Model, Examples, Documents, Strategy }

/// <summary>Something that the spec declares by name.</summary>
/// <param name="Span">Where its name stands in its declaration.</param>
public sealed record Symbol(SymbolKind Kind, string Name, TextSpan Span);

/// <summary>A place that names a symbol (its declaration is not among them).</summary>
public readonly record struct SymbolReference(Symbol Symbol, TextSpan Span);

/// <summary>A name where it stands.</summary>
/// <param name="IsDeclaration">Whether it stands in its declaration.</param>
public readonly record struct NamedPlace(Symbol Symbol, TextSpan Span, bool IsDeclaration);

/// <summary>Declarations and references: what go to definition, references and rename need.</summary>
public sealed record SymbolTable(ImmutableArray<Symbol> Symbols, ImmutableArray<SymbolReference> References)
{
    // Asked at every movement of a cursor, over thousands of rows that name labels.
    private readonly Lazy<ImmutableArray<NamedPlace>> places = new(() =>
    [
        .. Symbols.Select(s => new NamedPlace(s, s.Span, IsDeclaration: true))
            .Concat(References.Select(r => new NamedPlace(r.Symbol, r.Span, IsDeclaration: false)))
            .OrderBy(p => p.Span.Start),
    ]);

    public static SymbolTable Empty { get; } = new([], []);

    /// <summary>The symbol whose name, at its declaration or at a reference, touches the offset.</summary>
    public Symbol? At(int offset) => PlaceAt(offset)?.Symbol;

    /// <summary>The name that touches the offset; of two, the one that ends there.</summary>
    public NamedPlace? PlaceAt(int offset)
    {
        var all = places.Value;
        int low = 0, high = all.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (all[middle].Span.End < offset)
                low = middle + 1;
            else
                high = middle;
        }

        return low < all.Length && all[low].Span.Touches(offset) ? all[low] : null;
    }

    public IEnumerable<TextSpan> ReferencesTo(Symbol symbol) => References.Where(r => r.Symbol == symbol).Select(r => r.Span);
}
