using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Binding;

/// <summary>Whether what is trained, judged and served reads what its author means it to read.</summary>
/// <remarks>One writer makes the requests of training, of a comparison and of serving, so that they cannot differ from each other.
/// What is left to check is whether a template carries what the strategy chose for it, and what was trained elsewhere.</remarks>
internal static class TemplateChecks
{
    public static void Check(BindingContext context, StrategyKind kind, string name, TextSpan nameSpan, BoundProperties properties, ImmutableArray<DocumentSet> documents)
    {
        foreach (var (template, syntax) in Templates(properties["template"]))
        {
            if (template.Length > 0 && char.IsWhiteSpace(template[^1]))
                context.Report(TemplateDiagnostics.TrailingSpace(syntax.Span, Trimmed(template, syntax)));
            CheckParts(context, kind, name, properties, documents, template, syntax.Span);
        }

        if (properties["adapter"] is { Value: not null } adapter && properties.Value("combine") is not NameList { Items.IsEmpty: false } and not Sweep)
            context.Report(TemplateDiagnostics.UnknownTraining(adapter.Syntax.Value?.Span ?? nameSpan, name));
    }

    private static void CheckParts(
        BindingContext context, StrategyKind kind, string name, BoundProperties properties, ImmutableArray<DocumentSet> documents, string template, TextSpan span)
    {
        bool Has(string part) => template.Contains($"${part}", StringComparison.Ordinal);
        if (kind.Property("shots") is not null && properties.Value("shots") is double and > 0 and var shots && !Has("examples"))
            context.Report(TemplateDiagnostics.LeftOut(span, name, "{{$examples}}", $"the {shots:0} examples that are chosen", "write shots: 0"));
        if (kind.Property("retrieve") is null)
            return;
        var from = (properties.Value("from") as NameList)?.Names ?? [];
        var (reads, looksAt) = (documents.Any(set => from.IsEmpty || from.Contains(set.Name)), from.IsEmpty || from.Any(set => documents.All(d => d.Name != set)));
        if (reads && !Has("documents"))
            context.Report(TemplateDiagnostics.LeftOut(span, name, "{{$documents}}", "the pieces of documents that are looked up", "leave the documents out of `from`"));
        else if (!reads && looksAt && !Has("examples"))
            context.Report(TemplateDiagnostics.LeftOut(span, name, "{{$examples}}", "the examples that are looked up", "take the built-in template"));
    }

    private static IEnumerable<(string Text, ValueSyntax Syntax)> Templates(BoundProperty? property) => (property?.Value, property?.Syntax.Value) switch
    {
        (string text, { } syntax) => [(text, syntax)],
        (Sweep sweep, CallSyntax call) => sweep.Values.Select(value => ((string)value.Value, call.Arguments.First(argument => argument.Span == value.Span))),
        _ => [],
    };

    /// <summary>Of a raw string the end is part of its layout, which its author has to change.</summary>
    private static Fix? Trimmed(string template, ValueSyntax syntax) =>
        syntax is LiteralSyntax { Token.Kind: not TokenKind.RawString } ? Fix.Replace("Remove the white space at its end", syntax.Span, Quote.Literal(template.TrimEnd())) : null;
}
