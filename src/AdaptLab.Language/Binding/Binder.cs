using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Binding;

internal sealed record BindingResult(Spec Spec, SymbolTable Symbols, ImmutableArray<Diagnostic> Diagnostics);

/// <summary>Makes a <see cref="Spec"/> of a tree. The order of binding is that of dependence, not that of the text.</summary>
internal static class Binder
{
    public static BindingResult Bind(SyntaxTree tree, string folder)
    {
        var context = new BindingContext(folder, tree.PlainRows.Length);
        var byKeyword = Sort(context, tree.Root);
        var task = TaskBinder.Bind(context, byKeyword["task"].FirstOrDefault());
        var models = ModelBinder.Bind(context, byKeyword["model"]);
        var data = new DataBinder(context, task);
        var examples = data.BindExamples(byKeyword["examples"]);
        var documents = data.BindDocuments(byKeyword["documents"]);
        var eval = data.BindEval(byKeyword["eval"].FirstOrDefault());
        if (examples.IsEmpty)
            context.Report(DeclarationDiagnostics.MissingDeclaration(Start(tree.Root), "examples", "examples expert { \"text\" => label }"));
        var strategies = new StrategyBinder(context, task.Kind, models, documents).Bind(byKeyword["strategy"]);
        var compare = CompareBinder.Bind(context, task.Kind, examples, strategies, byKeyword["compare"].FirstOrDefault());
        ReportUnused(context, byKeyword, models, examples, documents);

        var spec = new Spec(task.Spec, models, examples, documents, eval, strategies.Candidates, compare);
        return new BindingResult(spec, context.TakeSymbols(), context.Diagnostics);
    }

    private static ILookup<string, DeclarationSyntax> Sort(BindingContext context, SourceFileSyntax root)
    {
        var known = new List<DeclarationSyntax>();
        var first = new Dictionary<string, TextSpan>(StringComparer.Ordinal);
        var meant = new HashSet<string>(StringComparer.Ordinal);
        foreach (var declaration in root.Declarations)
        {
            var keyword = declaration.Keyword.Text;
            if (Declarations.Find(keyword) is not { } schema)
            {
                var keywords = Declarations.All.Select(d => d.Keyword);
                context.Report(DeclarationDiagnostics.UnknownDeclaration(declaration.Keyword.Span, keyword, keywords));
                // Whoever wrote `evall` need not be told that `eval` is missing, too.
                meant.Add(DidYouMean.Nearest(keyword, keywords) ?? "");
                continue;
            }

            HeaderBinder.Check(context, declaration, schema);
            if (!first.TryAdd(keyword, declaration.Keyword.Span) && schema.Single)
                context.Report(DeclarationDiagnostics.RepeatedDeclaration(declaration.HeaderSpan, keyword, first[keyword]));
            else
                known.Add(declaration);
        }

        foreach (var schema in Declarations.All.Where(d => d.Required && !first.ContainsKey(d.Keyword) && !meant.Contains(d.Keyword)))
        {
            var example = schema.Keyword == "task" ? "task name: classify { instruction: \"…\" }" : "eval from \"data/eval.jsonl\"";
            context.Report(DeclarationDiagnostics.MissingDeclaration(Start(root), schema.Keyword, example, Stub(root, schema.Keyword)));
        }

        return known.ToLookup(d => d.Keyword.Text, StringComparer.Ordinal);
    }

    /// <summary>A declaration that says as little as it can and still runs.</summary>
    private static Fix Stub(SourceFileSyntax root, string keyword)
    {
        var (end, line) = (root.EndOfFile.Span.Start, root.EndOfFile.LineEnd);
        if (keyword == "task")
            return Fix.Insert("Add a task", root.Children[0].Span.Start, $"task untitled: {TaskKinds.All[0].Name}{line}{line}");
        var before = root.Children.Length == 1 ? "" : root.EndOfFile.OnNewLine ? line : line + line;
        return Fix.Insert("Take the eval rows from the examples", end, $"{before}eval {{ folds: 5 }}{line}");
    }

    private static void ReportUnused(
        BindingContext context, ILookup<string, DeclarationSyntax> byKeyword, ImmutableArray<ModelSpec> models, ImmutableArray<ExampleSet> examples, ImmutableArray<DocumentSet> documents)
    {
        // Which model a strategy means is not known where the first one could not be read.
        var readable = models.Length == context.Names(SymbolKind.Model).Count();
        foreach (var model in readable ? models : [])
            Check(SymbolKind.Model, model.Name, "model", "every strategy uses another model");
        foreach (var set in examples)
            Check(SymbolKind.Examples, set.Name, "examples", "neither 'train' nor a strategy names it");
        foreach (var set in documents)
            Check(SymbolKind.Documents, set.Name, "documents", "no rag strategy searches it");

        void Check(SymbolKind kind, string name, string keyword, string why)
        {
            if (context.Find(kind, name) is { } symbol && !context.IsUsed(symbol))
                context.Report(DeclarationDiagnostics.Unused(symbol.Span, keyword, name, why, Mend(keyword, symbol)));
        }

        // Examples took work to write: they are used rather than thrown away.
        Fix? Mend(string keyword, Symbol symbol)
        {
            if (keyword != "examples")
                return byKeyword[keyword].FirstOrDefault(d => d.Names.Any(n => n.Span == symbol.Span)) is { } declaration ? DeclarationDiagnostics.Remove(declaration, $"'{keyword} {symbol.Name}'") : null;
            return byKeyword["compare"].FirstOrDefault()?.Block?.Property("train")?.Value switch
            {
                ListSyntax list when Insertion.Item(list, symbol.Name) is { } edit => new Fix($"Train on '{symbol.Name}', too", [edit]),
                (NameSyntax or SumSyntax) and var one => new Fix(
                    $"Train on '{symbol.Name}', too", [new TextEdit(new TextSpan(one.Span.Start, 0), "["), new TextEdit(new TextSpan(one.Span.End, 0), $", {symbol.Name}]")]),
                _ => null,
            };
        }
    }

    private static TextSpan Start(SourceFileSyntax root) => new(root.Children[0].Span.Start, 0);
}
