using System.Collections.Immutable;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing;

/// <summary>What can be done about the thing that a hover is about, for editors that show links in hovers.</summary>
public static class HoverActions
{
    public static ImmutableArray<Lens> At(SpecSnapshot snapshot, int offset) => Cursor.TokenAt(snapshot.Compilation.Tree, offset) switch
    {
        { Parent: DeclarationSyntax declaration } when Holds(declaration.HeaderSpan, offset) => OfDeclaration(snapshot, declaration),
        // Over its label, a hover is about that.
        { } token when token.Ancestors().OfType<RowSyntax>().FirstOrDefault() is { HasAnswer: true } row && Cursor.RowOfAnswer(token) is null => OfRow(snapshot, row),
        _ => [],
    };

    private static ImmutableArray<Lens> OfDeclaration(SpecSnapshot snapshot, DeclarationSyntax declaration)
    {
        var span = declaration.HeaderSpan;
        var name = Candidates.NameOf(declaration);
        ImmutableArray<Lens> report = snapshot.Results is null ? [] : [new Lens(span, "Open report", LensCommand.OpenReport, null)];
        return Cursor.IsOf(declaration, "compare") ? [new Lens(span, "Run comparison", LensCommand.RunComparison, null), .. report]
            : Cursor.IsOf(declaration, "strategy") && BlockSchemas.StrategyOf(declaration) is not null
                ? [new Lens(span, $"Run {name}", LensCommand.RunStrategy, name), .. report, new Lens(span, "Show the prompt", LensCommand.ShowPrompt, name)]
                : [];
    }

    private static ImmutableArray<Lens> OfRow(SpecSnapshot snapshot, RowSyntax row) =>
        Cursor.IsOf(Cursor.DeclarationOf(row), "eval") || snapshot.Compilation.Spec.Eval.Folds is not null
            ? [new Lens(row.Span, "Show the prompts", LensCommand.ShowPrompt, null, row.TextValue)]
            : [];

    private static bool Holds(Language.TextSpan span, int offset) => span.Start <= offset && offset <= span.End;
}
