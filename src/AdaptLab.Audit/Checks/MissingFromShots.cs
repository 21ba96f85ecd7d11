using System.Globalization;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Audit.Checks;

/// <summary>A prompt that shows fewer examples than there are labels, or first ones that lack some.</summary>
internal sealed class MissingFromShots : IExampleCheck
{
    public DiagnosticRule Rule { get; } = new("ADAPT3009", Severity.Information, "Labels missing from the shots");

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (var strategy in context.Spec.Strategies.Where(strategy => strategy.Kind == "prompt"))
        {
            var shots = (int)strategy.Properties.Number("shots");
            // Without shots the labels' names and descriptions speak; the nearest ones are meant to be of few labels.
            if (shots == 0 || context.Labels.Length < 2 || strategy.Properties.Text("select") is "nearest")
                continue;
            if (shots < context.Labels.Length)
            {
                yield return new Finding(
                    Rule.At(strategy.Span, $"'{strategy.Name}' shows {shots} examples of {context.Labels.Length} labels: at least {context.Labels.Length - shots} labels are missing from every prompt. Show {context.Labels.Length} or more.")
                    with { Fix = Mend(context, strategy) },
                    []);
            }
            else if (strategy.Properties.Text("select") is "first")
            {
                foreach (var set in context.Sets)
                {
                    var shown = set.Rows.Take(shots).Select(row => row.Label).ToHashSet();
                    var missing = Enumerable.Range(0, context.Labels.Length).Where(label => !shown.Contains(label) && set.Rows.Any(row => row.Label == label)).ToArray();
                    if (missing.Length > 0)
                    {
                        yield return new Finding(
                            Rule.At(strategy.Span, $"The first {shots} examples of '{set.Name}' lack {missing.Length} of {context.Labels.Length} labels ({string.Join(", ", missing.Take(5).Select(context.Name))}{(missing.Length > 5 ? ", …" : "")}), and 'select: first' shows no others. Take 'balanced', or put them first."),
                            []);
                    }
                }
            }
        }
    }

    /// <summary>Null where the number is not written as one, as in a sweep.</summary>
    private static Fix? Mend(AuditContext context, StrategySpec strategy)
    {
        var declaration = context.Compilation.Tree.Root.Declarations.FirstOrDefault(d => d.Span.Contains(strategy.Span));
        var number = context.Labels.Length.ToString(CultureInfo.InvariantCulture);
        TextEdit? edit = declaration switch
        {
            null => null,
            _ when declaration.Block?.Property("shots")?.Value is { } value => context.Compilation.Text.Substring(value.Span.Start, value.Span.Length).All(char.IsAsciiDigit) ? new TextEdit(value.Span, number) : null,
            _ => Insertion.Property(declaration, "shots", number),
        };
        return edit is { } made ? new Fix($"Show {number} examples", [made]) : null;
    }
}
