using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Binding;

internal sealed record BindingResult(Spec Spec, SymbolTable Symbols, ImmutableArray<Diagnostic> Diagnostics);

internal static class Binder
{
    public static BindingResult Bind(SyntaxTree tree, string folder) => 
        new(
            new Spec(
                new TaskSpec("", TaskKind.Classify, null, [], [], default), [], [], [],
                new EvalSet([], null, null, default), [],
                new CompareSpec([], 3, "accuracy", [], default)),
            SymbolTable.Empty,
            []);
}
