using System.Collections.Immutable;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language;

/// <summary>One version of a spec's text and all that follows from it. Immutable; each part is made when first asked for.</summary>
/// <remarks>Never throws for any text: mistakes are <see cref="Diagnostics"/>.</remarks>
public sealed class Compilation
{
    private readonly Lazy<SyntaxTree> tree;
    private readonly Lazy<BindingResult> binding;
    private readonly Lazy<ImmutableArray<Diagnostic>> diagnostics;
    private readonly Lazy<LineMap> lines;

    private readonly string folder;

    // What the tree is made from faster. Only a tree that is there: a chain of texts that nobody asked about would grow with each.
    private SyntaxTree? earlier;

    private Compilation(string text, string folder, SyntaxTree? earlier)
    {
        Text = text;
        this.folder = folder;
        this.earlier = earlier;
        tree = new Lazy<SyntaxTree>(ParseTree);
        binding = new Lazy<BindingResult>(() => Binder.Bind(Tree, folder));
        lines = new Lazy<LineMap>(() => new LineMap(text));
        diagnostics = new Lazy<ImmutableArray<Diagnostic>>(AllDiagnostics);
    }

    public string Text { get; }

    public SyntaxTree Tree => tree.Value;

    /// <summary>What the text means. Also made from a faulty text, from what could be understood: run it only if there is no error.</summary>
    public Spec Spec => binding.Value.Spec;

    /// <summary>The things that the text declares and where it refers to them.</summary>
    public SymbolTable Symbols => binding.Value.Symbols;

    /// <summary>Of syntax and meaning, in the order of the text.</summary>
    public ImmutableArray<Diagnostic> Diagnostics => diagnostics.Value;

    public LineMap LineMap => lines.Value;

    public bool HasErrors => Diagnostics.Any(d => d.IsError);

    /// <param name="folder">The spec's folder relative to the workspace, with forward slashes ("specs/legal").
    /// Paths in the spec must not leave the workspace; "" means that the spec stands at its root.</param>
    public static Compilation Parse(string text, string folder = "") => new(text, folder, null);

    /// <summary>Another text in the same folder; the more the two have in common, the less work it makes.</summary>
    public Compilation WithText(string text) => new(text, folder, tree.IsValueCreated ? Tree : earlier);

    private SyntaxTree ParseTree()
    {
        var parsed = SyntaxTree.Parse(Text, earlier);
        earlier = null;
        return parsed;
    }

    private ImmutableArray<Diagnostic> AllDiagnostics()
    {
        // What a text that is no text at all would "mean" is of no help to anyone.
        if (!Tree.IsText)
            return Tree.Diagnostics;
        return [.. Tree.Diagnostics.Concat(binding.Value.Diagnostics).OrderBy(d => d.Span.Start).ThenBy(d => d.Code, StringComparer.Ordinal)];
    }
}
