using System.Collections.Immutable;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Diagnostics;

/// <summary>ADAPT20xx: declarations, their parts and their number.</summary>
public static class DeclarationDiagnostics
{
    public static readonly DiagnosticRule UnknownDeclarationRule = new("ADAPT2001", Severity.Error, "Unknown declaration");
    public static readonly DiagnosticRule MissingDeclarationRule = new("ADAPT2002", Severity.Error, "Declaration missing");
    public static readonly DiagnosticRule RepeatedDeclarationRule = new("ADAPT2003", Severity.Error, "Declared more than once");
    public static readonly DiagnosticRule DuplicateNameRule = new("ADAPT2004", Severity.Error, "Name already taken");
    public static readonly DiagnosticRule MissingNameRule = new("ADAPT2005", Severity.Error, "Name missing");
    public static readonly DiagnosticRule UnexpectedPartRule = new("ADAPT2006", Severity.Error, "Part that the declaration does not take");
    public static readonly DiagnosticRule MissingKindRule = new("ADAPT2007", Severity.Error, "Kind of task missing");
    public static readonly DiagnosticRule UnknownKindRule = new("ADAPT2008", Severity.Error, "Unknown kind");
    public static readonly DiagnosticRule MissingModelCallRule = new("ADAPT2009", Severity.Error, "Model without a provider");
    public static readonly DiagnosticRule MissingPathRule = new("ADAPT2010", Severity.Error, "Path missing");
    public static readonly DiagnosticRule NoRowsRule = new("ADAPT2011", Severity.Error, "Set without rows");
    public static readonly DiagnosticRule FoldsWithRowsRule = new("ADAPT2012", Severity.Error, "Folds and rows together");
    public static readonly DiagnosticRule TooFewLabelsRule = new("ADAPT2013", Severity.Error, "Fewer than two labels");
    public static readonly DiagnosticRule DuplicateLabelRule = new("ADAPT2014", Severity.Error, "Label or field declared twice");
    public static readonly DiagnosticRule MissingFieldsRule = new("ADAPT2015", Severity.Error, "No fields to extract");
    public static readonly DiagnosticRule ReservedFieldRule = new("ADAPT2016", Severity.Error, "Field with a reserved name");
    public static readonly DiagnosticRule UnusedRule = new("ADAPT2017", Severity.Hint, "Declared but never used");

    public static Diagnostic UnknownDeclaration(TextSpan span, string keyword, IEnumerable<string> known)
    {
        var names = known.ToList();
        var nearest = DidYouMean.Nearest(keyword, names);
        return UnknownDeclarationRule.At(
            span,
            $"'{keyword}' begins no declaration.{DidYouMean.Sentence(nearest)}" + (nearest is null ? $" A spec is made of {Quote.OneOf(names).Replace(" or ", " and ", StringComparison.Ordinal)}." : ""))
            with { Fix = DidYouMean.Fix(span, nearest) };
    }

    public static Diagnostic MissingDeclaration(TextSpan span, string keyword, string example, Fix? fix = null) =>
        MissingDeclarationRule.At(span, $"The spec has no '{keyword}'. Add one, as in: {example}") with { Fix = fix };

    public static Diagnostic RepeatedDeclaration(TextSpan span, string keyword, TextSpan first) =>
        RepeatedDeclarationRule.At(span, $"A spec has only one '{keyword}'. Remove this one or the first.")
        with { Related = [new RelatedPlace($"the first '{keyword}'", first)] };

    /// <param name="free">A name like it that nothing has yet, if the name is one word.</param>
    public static Diagnostic DuplicateName(TextSpan span, string what, string name, TextSpan first, string? free = null) =>
        DuplicateNameRule.At(span, $"The name '{name}' is already taken by another {what}. Choose another name.")
        with
        {
            Related = [new RelatedPlace($"'{name}' is first declared here", first)],
            Fix = free is null ? null : Fix.Replace($"Change to '{free}'", span, free),
        };

    /// <param name="what">"a name", "the kind of strategy".</param>
    public static Diagnostic MissingName(TextSpan span, string keyword, string what, string form) =>
        MissingNameRule.At(span, $"'{keyword}' lacks {what}. Write: {form}");

    /// <param name="problem">A sentence.</param>
    public static Diagnostic UnexpectedPart(TextSpan span, string problem, Fix? fix = null) =>
        UnexpectedPartRule.At(span, problem) with { Fix = fix };

    /// <param name="meant">The kind that the task's properties tell of.</param>
    public static Diagnostic MissingKind(TextSpan span, string name, IEnumerable<string> kinds, string? meant) =>
        MissingKindRule.At(span, $"The task '{name}' lacks a kind. Write 'task {name}: ' and {Quote.OneOf(kinds)}.")
        with { Fix = meant is null ? null : Fix.Insert($"Insert ': {meant}'", span.End, $": {meant}") };

    /// <param name="what">"kind of task", "strategy", "provider of models".</param>
    public static Diagnostic UnknownKind(TextSpan span, string what, string name, IEnumerable<string> known)
    {
        var names = known.ToList();
        var nearest = DidYouMean.Nearest(name, names);
        return UnknownKindRule.At(span, $"There is no {what} '{name}'.{DidYouMean.Sentence(nearest)} Known: {string.Join(", ", names)}.")
            with { Fix = DidYouMean.Fix(span, nearest) };
    }

    public static Diagnostic MissingModelCall(TextSpan span, string name, IEnumerable<string> examples, Fix? fix) =>
        MissingModelCallRule.At(span, $"The model '{name}' lacks a provider. Write 'model {name} = ' and {Quote.OneOf(examples)}.") with { Fix = fix };

    public static Diagnostic MissingPath(TextSpan span, string keyword, string name) =>
        MissingPathRule.At(span, $"'{keyword} {name}' lacks a path. Write: {keyword} {name} from \"folder/**/*.md\"");

    public static Diagnostic NoRows(TextSpan span, string what, string mend, Fix? fix = null) =>
        NoRowsRule.At(span, $"'{what}' has no rows. {mend}") with { Fix = fix };

    public static Diagnostic FoldsWithRows(PropertySyntax folds) =>
        FoldsWithRowsRule.At(folds.Span, "'folds' takes the eval rows from the examples, but eval has rows of its own. Remove either.")
        with { Fix = Remove(folds, "'folds'") };

    public static Diagnostic TooFewLabels(PropertySyntax labels, int count) =>
        TooFewLabelsRule.At(labels.Name.Span, $"There is nothing to tell apart with {(count == 0 ? "no label" : "one label")}. Declare two or more, or leave 'labels' out to take those of the examples.")
        with { Fix = count == 0 ? Remove(labels, "'labels'") : null };

    /// <summary>As <see cref="TooFewLabels"/>, where the labels are those of the examples.</summary>
    public static Diagnostic TooFewExampleLabels(TextSpan span) =>
        TooFewLabelsRule.At(span, "All examples have the same label, so there is nothing to tell apart. Add examples of another label.");

    /// <param name="item">The label with its description.</param>
    public static Diagnostic DuplicateLabel(TextSpan span, SyntaxNode item, string what, string name, TextSpan first) =>
        DuplicateLabelRule.At(span, $"The {what} '{name}' is declared twice. Remove one.")
        with { Related = [new RelatedPlace($"'{name}' is first declared here", first)], Fix = Remove(item, "this one") };

    public static Diagnostic MissingFields(TextSpan span) =>
        MissingFieldsRule.At(span, "An extract task needs fields. Add them, as in: fields: { party: \"Who signs\", date: \"When\" }");

    public static Diagnostic ReservedField(TextSpan span, string name) =>
        ReservedFieldRule.At(span, $"A field cannot be called '{name}', because 'examples' and 'eval' have a property of that name. Choose another name.");

    public static Diagnostic Unused(TextSpan span, string keyword, string name, string why, Fix? fix) =>
        UnusedRule.At(span, $"'{keyword} {name}' is never used: {why}.") with { Tags = DiagnosticTags.Unnecessary, Fix = fix };

    internal static Fix Remove(TextSpan span, string what) => new($"Remove {what}", ImmutableArray.Create(new TextEdit(span, "")));

    /// <summary>With what parts it from its neighbours.</summary>
    internal static Fix Remove(SyntaxNode node, string what) => Remove(Removal.Of(node), what);
}
