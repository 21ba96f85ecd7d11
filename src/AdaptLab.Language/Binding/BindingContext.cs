using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Binding;

/// <summary>What the parts of one binding share: the diagnostics, and the names declared and used so far.</summary>
/// <param name="rows">How many there are, about: most names stand in rows, and of thousands the list shall not grow at every key.</param>
internal sealed class BindingContext(string folder, int rows)
{
    private readonly Dictionary<(SymbolKind, string), Symbol> symbols = [];
    private readonly ImmutableArray<Symbol>.Builder declared = ImmutableArray.CreateBuilder<Symbol>();
    private readonly ImmutableArray<SymbolReference>.Builder references = ImmutableArray.CreateBuilder<SymbolReference>(rows);
    private readonly ImmutableArray<Diagnostic>.Builder diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
    private readonly HashSet<Symbol> used = new(ReferenceEqualityComparer.Instance);

    /// <summary>The spec's folder within the workspace.</summary>
    public string Folder { get; } = folder;

    public ImmutableArray<Diagnostic> Diagnostics => diagnostics.ToImmutable();

    /// <summary>All that was declared and referred to. To be asked once, at the end: the names in thousands of rows are not copied.</summary>
    public SymbolTable TakeSymbols() => new(declared.ToImmutable(), references.DrainToImmutable());

    public void Report(Diagnostic diagnostic) => diagnostics.Add(diagnostic);

    /// <summary>Makes a name known; false if it already is.</summary>
    public bool Declare(SymbolKind kind, string name, TextSpan span)
    {
        var symbol = new Symbol(kind, name, span);
        if (!symbols.TryAdd((kind, name), symbol))
            return false;
        declared.Add(symbol);
        return true;
    }

    /// <summary>"expert-2", or the next number that is free.</summary>
    public string FreeName(string name, params SymbolKind[] kinds)
    {
        var number = 2;
        while (kinds.Any(kind => Find(kind, $"{name}-{number}") is not null))
            number++;
        return $"{name}-{number}";
    }

    public Symbol? Find(SymbolKind kind, string name) => symbols.GetValueOrDefault((kind, name));

    public IEnumerable<string> Names(params SymbolKind[] kinds) => declared.Where(s => kinds.Contains(s.Kind)).Select(s => s.Name);

    public void Refer(Symbol symbol, TextSpan span)
    {
        references.Add(new SymbolReference(symbol, span));
        used.Add(symbol);
    }

    /// <summary>Counts a symbol as used where the spec does not name it, as the first model.</summary>
    public void Use(Symbol symbol) => used.Add(symbol);

    public bool IsUsed(Symbol symbol) => used.Contains(symbol);

    /// <summary>The symbol named, one of the kinds given; says so where there is none.</summary>
    public Symbol? Resolve(string name, TextSpan span, string what, params SymbolKind[] kinds)
    {
        foreach (var kind in kinds)
        {
            if (Find(kind, name) is not { } symbol)
                continue;
            Refer(symbol, span);
            return symbol;
        }

        Report(NameDiagnostics.UnknownName(span, what, name, Names(kinds)));
        // Whoever wrote `playbok` need not be told that nobody uses `playbook`, too.
        if (DidYouMean.Nearest(name, Names(kinds)) is { } nearest)
            used.UnionWith(kinds.Select(kind => Find(kind, nearest)).OfType<Symbol>());
        return null;
    }

    /// <summary>The node's text on one line, for messages and for the names of swept candidates.</summary>
    public static string TextOf(SyntaxNode node) => string.Join(' ', node.Tokens().Select(t => t.Text));
}
