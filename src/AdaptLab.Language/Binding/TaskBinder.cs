using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Binding;

/// <param name="Kind">Null where the task or its kind is missing or unknown: what depends on it is then not checked.</param>
/// <param name="Declared">What declares the labels or fields; null where nothing does.</param>
internal sealed record BoundTask(TaskSpec Spec, TaskKindSchema? Kind, TextSpan LabelsSpan, ValueSyntax? Declared = null)
{
    public TaskKindSchema KindOrFirst => Kind ?? TaskKinds.All[0];
}

internal static class TaskBinder
{
    public static BoundTask Bind(BindingContext context, DeclarationSyntax? task)
    {
        if (task is null)
            return new BoundTask(new TaskSpec("", TaskKind.Classify, null, [], [], default), null, default);
        var name = task.Names.FirstOrDefault();
        if (name is not null)
            context.Declare(SymbolKind.Task, name.Text, name.Span);
        var kind = FindKind(context, task, name?.Text ?? "name");
        if (kind is null)
        {
            return new BoundTask(new TaskSpec(name?.Text ?? "", TaskKind.Classify, null, [], [], task.Span), null, default);
        }

        var properties = PropertyBinder.Bind(context, task.Block, kind.Properties, $"task ({kind.Name})", Elsewhere);
        var labels = BindLabels(context, properties["labels"], "label", SymbolKind.Label);
        var fields = BindLabels(context, properties["fields"], "field", SymbolKind.Field);
        if (properties["labels"] is { Value: BlockSyntax or ListSyntax } given && labels.Length < 2)
            context.Report(DeclarationDiagnostics.TooFewLabels(given.Syntax, labels.Length));
        if (kind.Kind == TaskKind.Extract && fields.IsEmpty)
            context.Report(DeclarationDiagnostics.MissingFields(properties["fields"]?.Syntax.Name.Span ?? task.HeaderSpan));
        ReportReserved(context, fields);

        var spec = new TaskSpec(name?.Text ?? "", kind.Kind, properties.Text("instruction"), labels, fields, task.Span);
        return new BoundTask(spec, kind, properties["labels"]?.Syntax.Name.Span ?? task.HeaderSpan, (properties["labels"] ?? properties["fields"])?.Syntax.Value);
    }

    private static TaskKindSchema? FindKind(BindingContext context, DeclarationSyntax task, string name)
    {
        var kinds = TaskKinds.All.Select(k => k.Name);
        if (task.Kind is not { } written)
        {
            if (task.Colon is null)
                context.Report(DeclarationDiagnostics.MissingKind(task.HeaderSpan, name, kinds, MeantBy(task)));
            return null;
        }

        var kind = TaskKinds.All.FirstOrDefault(k => written.IsName(k.Name));
        if (kind is not null)
            return kind;
        context.Report(DeclarationDiagnostics.UnknownKind(written.Span, "kind of task", written.Text, kinds));
        // One letter too many must not hide what else is wrong: what is most likely meant is checked against.
        var meant = DidYouMean.Nearest(written.Text, kinds);
        return TaskKinds.All.FirstOrDefault(k => k.Name == meant);
    }

    /// <summary>The kind that alone has one of the properties given.</summary>
    private static string? MeantBy(DeclarationSyntax task) => task.Properties
        .Select(p => TaskKinds.All.Where(k => k.Property(p.NameText) is not null).ToList())
        .FirstOrDefault(kinds => kinds.Count == 1)?[0].Name;

    /// <summary>`{ name: "description" }` or `[name, "a name"]`.</summary>
    private static ImmutableArray<LabelSpec> BindLabels(BindingContext context, BoundProperty? property, string what, SymbolKind kind)
    {
        var labels = ImmutableArray.CreateBuilder<LabelSpec>();
        switch (property?.Value)
        {
            case BlockSyntax block:
                foreach (var item in block.Properties)
                    Add(item.NameText, item.Name.Span, item, Description(item));
                foreach (var row in block.Rows)
                    context.Report(DeclarationDiagnostics.UnexpectedPart(row.Span, $"A {what} and its description are written 'name: \"description\"'."));
                break;
            case ListSyntax list:
                foreach (var item in list.Items)
                {
                    if (item.NameOrText is { } name)
                        Add(name, item.Span, item, null);
                    else
                        WrongLabel(item);
                }

                break;
            case ValueSyntax other:
                ValueReader.WrongType(context, property.Schema, other);
                break;
        }

        return labels.ToImmutable();

        void Add(string name, TextSpan span, SyntaxNode item, string? description)
        {
            if (string.IsNullOrWhiteSpace(name))
                context.Report(NameDiagnostics.WrongAnswer(span, $"A {what} cannot be empty. Give it a name."));
            else if (context.Declare(kind, name, span))
                labels.Add(new LabelSpec(name, description, span));
            else
                context.Report(DeclarationDiagnostics.DuplicateLabel(span, item, what, name, context.Find(kind, name)!.Span));
        }

        string? Description(PropertySyntax item)
        {
            if (item.Value is null)
                return null;
            var schema = new PropertySchema(item.NameText, PropertyType.Text, "");
            return ValueReader.Read(context, schema, item.Value) as string;
        }

        void WrongLabel(ValueSyntax item)
        {
            var text = BindingContext.TextOf(item);
            context.Report(NameDiagnostics.WrongAnswer(
                item.Span, $"A {what} is a name or a string, not {ValueReader.Describe(item)}.",
                item is LiteralSyntax or NameSyntax ? Fix.Replace("Put in quotes", item.Span, Quote.Literal(text)) : null));
        }
    }

    private static void ReportReserved(BindingContext context, ImmutableArray<LabelSpec> fields)
    {
        foreach (var field in fields)
        {
            if (field.Name == "text" || field.Name == DataProperties.Folds.Name || DataProperties.Common.Any(p => p.Name == field.Name))
                context.Report(DeclarationDiagnostics.ReservedField(field.Span, field.Name));
        }
    }

    private static string? Elsewhere(string property) =>
        TaskKinds.All.FirstOrDefault(k => k.Property(property) is not null) is { } kind ? $"task ({kind.Name})" : null;
}
