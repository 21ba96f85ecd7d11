using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Binding;

/// <summary>Checks that a declaration has the parts its keyword takes, and no others.</summary>
internal static class HeaderBinder
{
    public static void Check(BindingContext context, DeclarationSyntax declaration, DeclarationSchema schema)
    {
        CheckNames(context, declaration, schema);
        var keyword = schema.Keyword;
        if (declaration.Colon is { } colon && !schema.TakesKind)
            Unexpected(colon, declaration.Kind ?? colon, $"'{keyword}' takes no kind.");
        if (declaration.EqualsToken is { } equals && !schema.TakesValue)
            Unexpected(equals, declaration.Value ?? (SyntaxElement)equals, $"'{keyword}' takes no '='.");
        if (declaration.From is { } from && !schema.TakesPath)
            Unexpected(from, declaration.Path ?? (SyntaxElement)from, $"'{keyword}' reads no file.");
        if (schema.TakesRows)
            return;
        foreach (var row in declaration.Rows)
            context.Report(DeclarationDiagnostics.UnexpectedPart(row.Span, $"'{keyword}' holds no rows; rows belong in 'examples' and 'eval'."));

        void Unexpected(SyntaxToken first, SyntaxElement last, string problem)
        {
            var span = TextSpan.FromBounds(first.Span.Start, last.Span.End);
            context.Report(DeclarationDiagnostics.UnexpectedPart(span, problem, DeclarationDiagnostics.Remove(span, "it")));
        }
    }

    private static void CheckNames(BindingContext context, DeclarationSyntax declaration, DeclarationSchema schema)
    {
        var names = declaration.Names;
        if (names.IsEmpty)
        {
            if (schema.Names != NameRule.None)
            {
                context.Report(DeclarationDiagnostics.MissingName(
                    declaration.Keyword.Span, schema.Keyword, schema.Names == NameRule.Kind ? "the kind of strategy" : "a name", schema.Form));
            }

            return;
        }

        var all = TextSpan.FromBounds(names[0].Span.Start, names[^1].Span.End);
        if (schema.Names == NameRule.None)
        {
            context.Report(DeclarationDiagnostics.UnexpectedPart(all, $"'{schema.Keyword}' takes no name.", DeclarationDiagnostics.Remove(all, "the name")));
        }
        else if (schema.Names == NameRule.Required && names.Length > 1)
        {
            var joined = string.Join('-', names.Select(n => n.Text));
            context.Report(DeclarationDiagnostics.UnexpectedPart(
                all, $"The name of '{schema.Keyword}' is one word. Join the words with '-'.", Fix.Replace($"Change to '{joined}'", all, joined)));
        }
    }
}
