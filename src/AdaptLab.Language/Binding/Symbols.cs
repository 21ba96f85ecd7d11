using System.Collections.Immutable;

namespace AdaptLab.Language.Binding;

public enum SymbolKind { Task, Label, Field, Model, Examples, Documents, Strategy }

/// <summary>Something that the spec declares by name.</summary>
/// <param name="Span">Where its name stands in its declaration.</param>
public sealed record Symbol(SymbolKind Kind, string Name, TextSpan Span);

/// <summary>A place that names a symbol (its declaration is not among them).</summary>
public sealed record SymbolReference(Symbol Symbol, TextSpan Span);

/// <summary>Declarations and references: what go to definition, references and rename need.</summary>
public sealed record SymbolTable(ImmutableArray<Symbol> Symbols, ImmutableArray<SymbolReference> References)
{
    public static SymbolTable Empty { get; } = new([], []);

    /// <summary>The symbol whose name, at its declaration or at a reference, touches the offset.</summary>
    public Symbol? At(int offset)
    {
        // Thousands of rows name labels: no delegate for each.
        foreach (var reference in References)
        {
            if (reference.Span.Touches(offset))
                return reference.Symbol;
        }

        return Symbols.FirstOrDefault(s => s.Span.Touches(offset));
    }

    public IEnumerable<TextSpan> ReferencesTo(Symbol symbol) => References.Where(r => r.Symbol == symbol).Select(r => r.Span);
}
