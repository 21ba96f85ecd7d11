using AdaptLab.Data.Leakage;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Audit.Checks;

/// <summary>An eval row within what every prompt says: the instruction, a label's description, a template.</summary>
internal sealed class QuotedEvalRow : IExampleCheck
{
    public DiagnosticRule Rule { get; } = new("ADAPT3006", Severity.Warning, "Prompt quotes an eval row");

    public IEnumerable<Finding> Find(AuditContext context)
    {
        var phrases = new PhraseIndex();
        for (var i = 0; i < context.Eval.Length; i++)
            phrases.Add(context.Eval[i].Text, i);
        return
            from said in Said(context)
            from id in phrases.Find(said.Text).Select(found => found.Id).Distinct()
            let row = context.Eval[id]
            select new Finding(
                Rule.At(said.Span, $"{said.What} quotes the eval row at {row.Place}, so that every prompt holds one of the questions. Say it in other words.") with
                {
                    Related = row.Related("the eval row"),
                },
                [row]);
    }

    private static IEnumerable<(string What, string Text, TextSpan Span)> Said(AuditContext context)
    {
        if (context.Spec.Task.Instruction is { } instruction)
            yield return ("The instruction", instruction, context.Spec.Task.Span);
        foreach (var label in context.Spec.Task.Labels.Concat(context.Spec.Task.Fields))
        {
            if (label.Description is { } description)
                yield return ($"The description of '{label.Name}'", description, label.Span);
        }

        foreach (var strategy in context.Spec.Strategies.DistinctBy(strategy => strategy.Span))
        {
            if (strategy.Properties.TextOrNull("template") is { } template)
                yield return ($"The template of '{strategy.Name}'", template, strategy.Span);
        }
    }
}
