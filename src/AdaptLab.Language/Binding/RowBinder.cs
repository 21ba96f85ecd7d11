using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Binding;

/// <summary>Binds inline rows to the task they are of.</summary>
internal sealed class RowBinder(BindingContext context, BoundTask task)
{
    private static readonly ImmutableDictionary<string, string> NoFields = ImmutableDictionary<string, string>.Empty;

    private readonly ImmutableArray<string> labels = [.. task.Spec.Labels.Select(l => l.Name)];
    // Rows that say the same hold the same string, nearly always: of ten thousand few are looked up.
    private readonly Dictionary<string, Symbol?> found = new(ReferenceEqualityComparer.Instance);
    private readonly ImmutableArray<string> fields = [.. task.Spec.Fields.Select(f => f.Name)];

    public ImmutableArray<RowSpec> Bind(DeclarationSyntax declaration)
    {
        // Made at every key, of thousands: it need not grow.
        var bound = ImmutableArray.CreateBuilder<RowSpec>(declaration.Block?.Children.Length ?? 0);
        foreach (var row in declaration.Rows)
        {
            if (Bind(row) is { } spec)
                bound.Add(spec);
        }

        return bound.DrainToImmutable();
    }

    private RowSpec? Bind(RowSyntax row)
    {
        if (string.IsNullOrWhiteSpace(row.TextValue))
            context.Report(NameDiagnostics.EmptyText(row));
        // A missing answer has been reported by the parser.
        if (!row.HasAnswer || task.Kind is null)
            return null;
        return task.Kind.Kind switch
        {
            TaskKind.Classify => Row(row, Label(row), NoFields),
            TaskKind.Answer => Row(row, Answer(row.Answer!), NoFields),
            _ => Fields(row.Answer!) is { } values ? Row(row, null, values.ToImmutableDictionary()) : null,
        };
    }

    private static RowSpec Row(RowSyntax row, string? answer, ImmutableDictionary<string, string> fields) =>
        new(row.TextValue, answer, fields, row.Span, row.TextSpan, row.AnswerSpan);

    private string? Label(RowSyntax row)
    {
        if (row.AnswerText is not { } label)
        {
            var value = row.Answer!;
            var quotable = value is NameSyntax or LiteralSyntax;
            context.Report(NameDiagnostics.WrongAnswer(
                value.Span,
                quotable ? "A label that is not one name is written as a string." : $"The answer of a classify row is a label, not {ValueReader.Describe(value)}.",
                quotable ? InQuotes(value) : null));
            return null;
        }

        if (!found.TryGetValue(label, out var symbol))
            found.Add(label, symbol = context.Find(SymbolKind.Label, label));
        if (symbol is not null)
            context.Refer(symbol, row.AnswerSpan);
        else if (!labels.IsEmpty)
            context.Report(NameDiagnostics.UnknownLabel(row.AnswerSpan, label, labels, task.LabelsSpan, Declare(label, "label")));
        else if (string.IsNullOrWhiteSpace(label))
            context.Report(NameDiagnostics.WrongAnswer(row.AnswerSpan, "A label cannot be empty. Give it a name."));
        return label;
    }

    private string? Answer(ValueSyntax value)
    {
        if (value is LiteralSyntax { Token.IsString: true } text)
        {
            if (!string.IsNullOrWhiteSpace((string)text.Token.Value!))
                return (string)text.Token.Value!;
            context.Report(NameDiagnostics.WrongAnswer(value.Span, "An answer cannot be empty. Write \"none\" where the question has none."));
            return null;
        }

        context.Report(NameDiagnostics.WrongAnswer(
            value.Span,
            $"The answer of an answer row is a string, not {ValueReader.Describe(value)}.",
            value is NameSyntax or LiteralSyntax ? InQuotes(value) : null));
        return null;
    }

    private Dictionary<string, string>? Fields(ValueSyntax value)
    {
        if (value is not BlockSyntax block)
        {
            context.Report(NameDiagnostics.WrongAnswer(
                value.Span, $"The answer of an extract row is its fields, as {{ {string.Join(", ", fields.DefaultIfEmpty("field").Select(f => f + ": \"…\""))} }}, not {ValueReader.Describe(value)}."));
            return null;
        }

        foreach (var row in block.Rows)
            context.Report(NameDiagnostics.WrongAnswer(row.Span, "A field is written 'name: \"value\"'."));
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in block.Properties)
            AddField(property, values, block);
        return values;
    }

    private void AddField(PropertySyntax property, Dictionary<string, string> values, BlockSyntax block)
    {
        var name = property.NameText;
        if (context.Find(SymbolKind.Field, name) is { } symbol)
            context.Refer(symbol, property.Name.Span);
        else if (!fields.IsEmpty)
            context.Report(NameDiagnostics.UnknownField(property.Name.Span, name, fields, Declare(name, "field")));
        if (property.Value is null)
            return;
        if (property.Value is not LiteralSyntax { Token.IsString: true } text)
        {
            context.Report(NameDiagnostics.WrongAnswer(
                property.Value.Span,
                $"The value of a field is a string, not {ValueReader.Describe(property.Value)}.",
                property.Value is NameSyntax or LiteralSyntax ? InQuotes(property.Value) : null));
        }
        else if (!values.TryAdd(name, (string)text.Token.Value!))
        {
            context.Report(PropertyDiagnostics.RepeatedProperty(property, block.Property(name)!.Name.Span));
        }
    }

    /// <summary>Adds a label or field to those of the task.</summary>
    private Fix? Declare(string name, string what)
    {
        var item = SpecNames.Written(name) + (task.Declared is BlockSyntax ? ": \"\"" : "");
        return !string.IsNullOrWhiteSpace(name) && task.Declared is { } declared && Insertion.Item(declared, item) is { } edit
            ? new Fix($"Declare the {what} '{name}'", [edit])
            : null;
    }

    private static Fix InQuotes(ValueSyntax value) =>
        Fix.Replace("Put in quotes", value.Span, Quote.Literal(BindingContext.TextOf(value)));
}
