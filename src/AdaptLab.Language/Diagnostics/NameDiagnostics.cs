using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Diagnostics;

/// <summary>ADAPT22xx: names, rows and what fits with what.</summary>
public static class NameDiagnostics
{
    public static readonly DiagnosticRule UnknownLabelRule = new("ADAPT2201", Severity.Error, "Unknown label");
    public static readonly DiagnosticRule WrongAnswerRule = new("ADAPT2202", Severity.Error, "Answer of the wrong form");
    public static readonly DiagnosticRule UnknownFieldRule = new("ADAPT2203", Severity.Error, "Unknown field");
    public static readonly DiagnosticRule EmptyTextRule = new("ADAPT2204", Severity.Error, "Row without text");
    public static readonly DiagnosticRule UnknownNameRule = new("ADAPT2205", Severity.Error, "Unknown name");
    public static readonly DiagnosticRule NeedsWeightsRule = new("ADAPT2206", Severity.Error, "Strategy needs the model's weights");
    public static readonly DiagnosticRule WrongTaskRule = new("ADAPT2207", Severity.Error, "Strategy does not do this task");
    public static readonly DiagnosticRule CombineCycleRule = new("ADAPT2208", Severity.Error, "Strategy combined with itself");
    public static readonly DiagnosticRule AmbiguousStrategyRule = new("ADAPT2209", Severity.Error, "Name of several candidates");
    public static readonly DiagnosticRule RequirementFormRule = new("ADAPT2210", Severity.Error, "Requirement that cannot be read");
    public static readonly DiagnosticRule UnknownMeasureRule = new("ADAPT2211", Severity.Error, "Unknown measure");
    public static readonly DiagnosticRule WrongUnitRule = new("ADAPT2212", Severity.Error, "Requirement in the wrong unit");
    public static readonly DiagnosticRule DuplicateTrainRule = new("ADAPT2213", Severity.Warning, "Training set given twice");
    public static readonly DiagnosticRule TooFewStepsRule = new("ADAPT2214", Severity.Error, "Cascade of fewer than two steps");

    public static readonly DiagnosticRule EmbedsOnlyRule = new("ADAPT2216", Severity.Error, "Encoder where a model is needed");

    /// <param name="declare">Adds the label to the task, for want of one that is like it.</param>
    public static Diagnostic UnknownLabel(TextSpan span, string label, IReadOnlyCollection<string> labels, TextSpan declared, Fix? declare)
    {
        var nearest = DidYouMean.Nearest(label, labels);
        var known = nearest is null && labels.Count <= 12 ? $" Labels are {string.Join(", ", labels)}." : "";
        return UnknownLabelRule.At(span, $"The label {Quote.Text(label)} is not declared in the task.{DidYouMean.Sentence(nearest)}{known}")
            with
            {
                Fix = nearest is null ? declare : Fix.Replace($"Change to '{nearest}'", span, SpecNames.Written(nearest)),
                Related = [new RelatedPlace("the task's labels", declared)],
            };
    }

    /// <param name="problem">A sentence.</param>
    public static Diagnostic WrongAnswer(TextSpan span, string problem, Fix? fix = null) =>
        WrongAnswerRule.At(span, problem) with { Fix = fix };

    /// <param name="declare">Adds the field to the task, for want of one that is like it.</param>
    public static Diagnostic UnknownField(TextSpan span, string field, IEnumerable<string> fields, Fix? declare)
    {
        var names = fields.ToList();
        var nearest = DidYouMean.Nearest(field, names);
        return UnknownFieldRule.At(span, $"The field {Quote.Text(field)} is not declared in the task.{DidYouMean.Sentence(nearest)} Fields are {string.Join(", ", names)}.")
            with { Fix = nearest is null ? declare : Fix.Replace($"Change to '{nearest}'", span, SpecNames.Written(nearest)) };
    }

    public static Diagnostic EmptyText(RowSyntax row) =>
        EmptyTextRule.At(row.Text.Span, "This row has no text. Write one, or remove the row.")
        // Without its only row a set would be as wrong.
        with { Fix = row.Parent is BlockSyntax block && block.Rows.Count() > 1 ? DeclarationDiagnostics.Remove(row, "the row") : null };

    /// <param name="what">"set of examples", "model", "strategy".</param>
    public static Diagnostic UnknownName(TextSpan span, string what, string name, IEnumerable<string> known)
    {
        var names = known.ToList();
        var nearest = DidYouMean.Nearest(name, names);
        var list = names.Count == 0 ? $" The spec declares no {what}." : nearest is null ? $" Known: {string.Join(", ", names)}." : "";
        return UnknownNameRule.At(span, $"There is no {what} '{name}'.{DidYouMean.Sentence(nearest)}{list}")
            with { Fix = nearest is null ? null : Fix.Replace($"Change to '{nearest}'", span, nearest.Split(' ').All(SpecNames.IsName) ? nearest : Quote.Literal(nearest)) };
    }

    public static Diagnostic NeedsWeights(TextSpan span, string strategy, string model, string provider, IEnumerable<string> working, TextSpan declared) =>
        NeedsWeightsRule.At(span, $"'{strategy}' needs the model's weights, but '{model}' runs behind {provider}, which keeps them. What works there: {Quote.OneOf(working)}.")
        with { Related = [new RelatedPlace($"'{model}' is declared here", declared)] };

    public static Diagnostic EmbedsOnly(TextSpan span, string model, TextSpan declared) =>
        EmbedsOnlyRule.At(span, $"'{model}' is a sentence encoder: it makes embeddings and can answer nothing. Name it as the `embedder` of a rag, and another model here.")
        with { Related = [new RelatedPlace($"'{model}' is declared here", declared)] };

    public static Diagnostic WrongTask(TextSpan span, string strategy, string task, IEnumerable<string> working) =>
        WrongTaskRule.At(span, $"'{strategy}' does not do {task} tasks. What does: {Quote.OneOf(working)}.");

    public static Diagnostic CombineCycle(TextSpan span, string strategy, Fix? fix) =>
        CombineCycleRule.At(span, $"'{strategy}' would be combined with itself. Take it out.") with { Fix = fix };

    public static Diagnostic TooFewSteps(TextSpan span, string strategy) =>
        TooFewStepsRule.At(span, $"'{strategy}' needs two steps or more, the cheapest first, as in: steps: [head, rag]");

    public static Diagnostic AmbiguousStrategy(TextSpan span, string name, IEnumerable<string> candidates) =>
        AmbiguousStrategyRule.At(span, $"'{name}' stands for several candidates of a sweep. Name one of them: {Quote.OneOf(candidates.Select(Quote.Literal))}.");

    public static Diagnostic RequirementForm(TextSpan span) =>
        RequirementFormRule.At(span, "A requirement compares a measure of a strategy with a value, as in: best.accuracy >= 80%");

    public static Diagnostic UnknownMeasure(TextSpan span, string measure, IEnumerable<string> measures)
    {
        var names = measures.ToList();
        var nearest = DidYouMean.Nearest(measure, names);
        return UnknownMeasureRule.At(span, $"'{measure}' is not measured here.{DidYouMean.Sentence(nearest)} Measures are {string.Join(", ", names)}.")
            with { Fix = DidYouMean.Fix(span, nearest) };
    }

    public static Diagnostic WrongUnit(TextSpan span, string measure, string unit, string found, Fix? fix = null) =>
        WrongUnitRule.At(span, $"'{measure}' is compared with {unit}, not with {found}.") with { Fix = fix };

    public static Diagnostic DuplicateTrain(SyntaxNode item, string what) =>
        DuplicateTrainRule.At(item.Span, what) with { Fix = DeclarationDiagnostics.Remove(item, "it") };
}
