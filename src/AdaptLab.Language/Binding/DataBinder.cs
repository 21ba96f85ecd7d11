using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Binding;

/// <summary>Binds `examples`, `documents` and `eval`.</summary>
internal sealed class DataBinder(BindingContext context, BoundTask task)
{
    private readonly RowBinder rows = new(context, task);

    public ImmutableArray<ExampleSet> BindExamples(IEnumerable<DeclarationSyntax> declarations) =>
        [.. declarations.Select(BindExampleSet)];

    public ImmutableArray<DocumentSet> BindDocuments(IEnumerable<DeclarationSyntax> declarations) =>
        [.. declarations.Select(BindDocumentSet)];

    public EvalSet BindEval(DeclarationSyntax? declaration)
    {
        if (declaration is null)
            return new EvalSet([], null, null, default);
        var (properties, file) = BindSource(declaration, "eval", [DataProperties.Folds]);
        var bound = rows.Bind(declaration);
        var folds = properties["folds"];
        if (folds is not null && (declaration.From is not null || declaration.Rows.Any()))
            context.Report(DeclarationDiagnostics.FoldsWithRows(folds.Syntax));
        if (folds is null && declaration.From is null && !declaration.Rows.Any())
        {
            context.Report(DeclarationDiagnostics.NoRows(
                declaration.HeaderSpan, "eval", "Read them from a file (eval from \"data/eval.jsonl\"), write them inline, or take them from the examples by cross-validation (eval { folds: 5 }).",
                Insertion.Property(declaration, "folds", "5") is { } edit ? new Fix("Take the eval rows from the examples", [edit]) : null));
        }

        return new EvalSet(bound, file, folds?.Value is double count ? (int)count : null, declaration.Span);
    }

    private ExampleSet BindExampleSet(DeclarationSyntax declaration)
    {
        var name = DeclareSet(declaration, SymbolKind.Examples);
        var (_, file) = BindSource(declaration, $"examples {name}".TrimEnd(), []);
        if (declaration.From is null && !declaration.Rows.Any())
        {
            context.Report(DeclarationDiagnostics.NoRows(
                declaration.HeaderSpan, $"examples {name}".TrimEnd(), $"Write some inline ({task.KindOrFirst.RowExample}), or read them from a file (examples {name} from \"data/examples.jsonl\")."));
        }

        return new ExampleSet(name, rows.Bind(declaration), file, declaration.Span);
    }

    private DocumentSet BindDocumentSet(DeclarationSyntax declaration)
    {
        var name = DeclareSet(declaration, SymbolKind.Documents);
        if (declaration.From is null)
            context.Report(DeclarationDiagnostics.MissingPath(declaration.HeaderSpan, "documents", name));
        var pattern = declaration.Path is { } path ? SpecPaths.Check(context, path.Token) : null;
        var properties = PropertyBinder.Bind(context, declaration.Block, DataProperties.Documents, $"documents {name}".TrimEnd());
        var chunk = properties.Integer("chunk");
        var overlap = properties.Integer("overlap");
        if (overlap >= chunk)
        {
            var span = (properties["overlap"] ?? properties["chunk"])!.Syntax.Value!.Span;
            context.Report(PropertyDiagnostics.OverlapTooLarge(span, overlap, chunk));
        }

        return new DocumentSet(name, pattern ?? "", chunk, overlap, declaration.Span);
    }

    /// <summary>Examples and documents share their names, because `rag { from: […] }` names both.</summary>
    private string DeclareSet(DeclarationSyntax declaration, SymbolKind kind)
    {
        if (declaration.Names.FirstOrDefault() is not { } token)
            return "";
        var name = token.Text;
        var taken = context.Find(SymbolKind.Examples, name) ?? context.Find(SymbolKind.Documents, name);
        if (taken is not null)
            context.Report(DeclarationDiagnostics.DuplicateName(token.Span, "set of examples or documents", name, taken.Span, context.FreeName(name, SymbolKind.Examples, SymbolKind.Documents)));
        else
            context.Declare(kind, name, token.Span);
        return name;
    }

    private (BoundProperties Properties, DataFile? File) BindSource(DeclarationSyntax declaration, string owner, ImmutableArray<PropertySchema> more)
    {
        ImmutableArray<PropertySchema> schemas = [.. DataProperties.Roles(task.Kind, task.Spec.Fields), .. DataProperties.Common, .. more];
        var properties = PropertyBinder.Bind(context, declaration.Block, schemas, owner);
        foreach (var item in properties.Items)
        {
            if (context.Find(SymbolKind.Field, item.Schema.Name) is { } field)
                context.Refer(field, item.Syntax.Name.Span);
        }

        if (declaration.From is null)
        {
            foreach (var item in properties.Items.Where(i => !more.Contains(i.Schema)))
                context.Report(PropertyDiagnostics.NoEffect(item.Syntax, item.Schema.Name, $"'{owner}' reads no file"));
        }

        if (declaration.Path is not { } path || SpecPaths.CheckDataFile(context, path.Token) is not { } checkedPath)
            return (properties, null);
        var columns = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var schema in schemas.Where(s => s.Type == PropertyType.Column))
        {
            if (properties.Text(schema.Name) is { } column)
                columns[schema.Name] = column;
        }

        return (properties, new DataFile(checkedPath, columns.ToImmutable(), properties.Text("badRows") == "skip", path.Span));
    }
}
