using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing;

/// <param name="Span">What it is about.</param>
/// <param name="Markdown">A few lines; the first says the most.</param>
public sealed record Hover(TextSpan Span, string Markdown);

/// <summary>What is known of the thing at a place.</summary>
public static class Hovers
{
    /// <summary>Null where there is nothing to say.</summary>
    public static Hover? At(SpecSnapshot snapshot, int offset)
    {
        if (Cursor.TokenAt(snapshot.Compilation.Tree, offset) is not { } token)
            return null;
        var (span, text) = Of(snapshot, token);
        return text is null ? null : new Hover(span, text);
    }

    private static (TextSpan Span, string? Text) Of(SpecSnapshot snapshot, SyntaxToken token)
    {
        switch (token.Parent)
        {
            case DeclarationSyntax declaration:
                return OfHeader(snapshot, declaration, token);
            case LiteralSyntax { Parent: DeclarationSyntax declaration } path when path == declaration.Path:
                return (path.Span, DataHover.OfPath(snapshot, declaration));
            case RowSyntax row:
                return (row.Span, RowHover.Markdown(snapshot, row));
            case PropertySyntax property when token == property.Name:
                return (token.Span, OfPropertyName(snapshot, property));
            case CallSyntax call when token == call.Name:
                return (call.Span, ModelHover.OfCall(snapshot, call));
            case MemberSyntax member when member.Members.Contains(token):
                return (member.PathSpan, RequirementHover.OfMeasure(snapshot, member));
            case ComparisonSyntax comparison when token == comparison.Operator:
                return (comparison.Span, RequirementHover.Outcome(snapshot, comparison.Span));
            case NameSyntax name:
                return (name.Span, OfName(snapshot, name));
            case LiteralSyntax { Token.IsString: true } text:
                return (text.Span, OfText(snapshot, text));
            case LiteralSyntax number:
                return (number.Span, NumberHover.Markdown(snapshot, number.Token));
            default:
                return default;
        }
    }

    private static (TextSpan, string?) OfHeader(SpecSnapshot snapshot, DeclarationSyntax declaration, SyntaxToken token)
    {
        if (token == declaration.Kind)
            return (token.Span, TaskKinds.All.FirstOrDefault(kind => token.IsName(kind.Name)) is { } kind ? $"**{kind.Name}**: {kind.Doc}  \nA row: `{kind.RowExample}`" : null);
        if (Cursor.IsOf(declaration, "strategy") && BlockSchemas.StrategyOf(declaration) is { } strategy)
            return (declaration.HeaderSpan, StrategyHover.Markdown(snapshot, declaration, strategy));
        if (token == declaration.Keyword)
            return (token.Span, Declarations.Find(token.Text) is { } schema ? $"**{schema.Keyword}**: {schema.Doc}\n\n```adapt\n{schema.Form}\n```" : null);
        return declaration.Names.Contains(token) ? (token.Span, OfDeclaration(snapshot, declaration)) : default;
    }

    private static string? OfDeclaration(SpecSnapshot snapshot, DeclarationSyntax declaration) => declaration.Keyword.Text switch
    {
        "task" => DataHover.OfTask(snapshot),
        "model" => ModelHover.Markdown(snapshot, declaration.Names[0].Text),
        "examples" or "documents" => DataHover.OfSet(snapshot, declaration.Names[0].Text),
        "strategy" when BlockSchemas.StrategyOf(declaration) is { } kind => StrategyHover.Markdown(snapshot, declaration, kind),
        _ => null,
    };

    private static string? OfPropertyName(SpecSnapshot snapshot, PropertySyntax property)
    {
        if (BlockSchemas.Find(snapshot, property) is { } schema)
        {
            var outcome = schema.Type == PropertyType.Requirement && property.Value is { } value ? RequirementHover.Outcome(snapshot, value.Span) : null;
            return outcome is null ? PropertyHover.Markdown(schema) : $"{outcome}\n\n{PropertyHover.Markdown(schema)}";
        }

        // A label where labels are declared, a field where one is declared or given.
        return property.Parent?.Parent switch
        {
            PropertySyntax { NameText: "labels" } => LabelHover.Markdown(snapshot, property.NameText),
            PropertySyntax { NameText: "fields" } or RowSyntax => FieldText(snapshot, property.NameText),
            _ => null,
        };
    }

    private static string? FieldText(SpecSnapshot snapshot, string name) =>
        snapshot.Compilation.Spec.Task.Fields.FirstOrDefault(field => field.Name == name) is { } field ? LabelHover.Head(field, "field") : null;

    private static string? OfName(SpecSnapshot snapshot, NameSyntax name)
    {
        if (name.Parent is RowSyntax row && row.Answer == name)
            return LabelHover.Markdown(snapshot, name.Name);
        if (snapshot.Compilation.Symbols.At(name.Span.Start) is { } symbol)
            return OfSymbol(snapshot, symbol);
        if (name.Parent is MemberSyntax member && name.Name == Measures.Best && member.Target == name)
            return RequirementHover.OfBest(snapshot);
        if (Cursor.PropertyOf(snapshot, name) is not (_, { } schema))
            return null;
        if (schema.Choices.FirstOrDefault(choice => choice.Name == name.Name) is { } choice)
            return PropertyHover.Markdown(schema, choice);
        return schema.Type == PropertyType.Strategies ? PlainStrategy(name.Name) : PropertyHover.Markdown(schema);
    }

    private static string? OfText(SpecSnapshot snapshot, LiteralSyntax text) => text.Parent switch
    {
        RowSyntax row when row.Answer == text && snapshot.Compilation.Spec.Task.Kind == TaskKind.Classify => LabelHover.Markdown(snapshot, (string)text.Token.Value!),
        RowSyntax row => RowHover.Markdown(snapshot, row),
        CallSyntax call => ModelHover.OfCall(snapshot, call),
        PropertySyntax { Parent.Parent: PropertySyntax { NameText: "labels" } } label => LabelHover.Markdown(snapshot, label.NameText),
        _ when snapshot.Compilation.Symbols.At(text.Span.Start) is { } symbol && symbol.Kind != SymbolKind.Task => OfSymbol(snapshot, symbol),
        _ when Cursor.PropertyOf(snapshot, text) is (_, { } schema) => schema.Type == PropertyType.Column
            ? DataHover.OfColumn(snapshot, Cursor.DeclarationOf(text)!, schema)
            : PropertyHover.Markdown(schema),
        _ => null,
    };

    private static string? OfSymbol(SpecSnapshot snapshot, Symbol symbol) => symbol.Kind switch
    {
        SymbolKind.Label => LabelHover.Markdown(snapshot, symbol.Name),
        SymbolKind.Field => FieldText(snapshot, symbol.Name),
        _ when Cursor.DeclarationOf(snapshot.Compilation.Tree.TokenAt(symbol.Span.Start)) is { } declaration => OfDeclaration(snapshot, declaration),
        _ => null,
    };

    /// <summary>A kind that `combine` names without its being declared.</summary>
    private static string? PlainStrategy(string name) =>
        StrategyKinds.Find(name) is { } kind ? $"**{kind.Name}** with its defaults: {kind.Summary}" : null;
}
