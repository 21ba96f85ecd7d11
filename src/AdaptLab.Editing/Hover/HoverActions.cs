using System.Collections.Immutable;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing;

/// <summary>What can be done about the thing that a hover is about, for editors that show links in hovers.</summary>
public static class HoverActions
{
    public static ImmutableArray<Lens> At(SpecSnapshot snapshot, int offset)
    {
        if (Cursor.TokenAt(snapshot.Compilation.Tree, offset) is not { Parent: DeclarationSyntax declaration } || !Holds(declaration.HeaderSpan, offset))
            return [];
        var span = declaration.HeaderSpan;
        var run = Cursor.IsOf(declaration, "compare") ? new Lens(span, "Run comparison", LensCommand.RunComparison, null)
            : Cursor.IsOf(declaration, "strategy") && BlockSchemas.StrategyOf(declaration) is not null
                ? new Lens(span, $"Run {Candidates.NameOf(declaration)}", LensCommand.RunStrategy, Candidates.NameOf(declaration))
                : null;
        return run is null ? []
            : snapshot.Results is null ? [run]
            : [run, new Lens(span, "Open report", LensCommand.OpenReport, null)];
    }

    private static bool Holds(Language.TextSpan span, int offset) => span.Start <= offset && offset <= span.End;
}
