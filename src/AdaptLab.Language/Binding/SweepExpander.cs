using System.Collections.Immutable;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Schema;

namespace AdaptLab.Language.Binding;

/// <summary>Makes one candidate for each value of a sweep, and for each combination where there are several.</summary>
internal static class SweepExpander
{
    private const int MostCandidates = 64;

    public static ImmutableArray<StrategySpec> Expand(
        BindingContext context, string name, StrategyKind kind,
        ImmutableSortedDictionary<string, object> values, BoundProperties properties, TextSpan span)
    {
        ImmutableArray<StrategySpec> candidates = [new(kind.Name, name, new Properties(values), span)];
        foreach (var item in properties.Items)
        {
            if (item.Value is not Sweep sweep)
                continue;
            if (candidates.Length * sweep.Values.Length > MostCandidates)
            {
                context.Report(PropertyDiagnostics.BadSweep(
                    sweep.Span, $"The sweeps of '{name}' make more than {MostCandidates} candidates. Sweep fewer values."));
                break;
            }

            candidates =
            [
                .. candidates.SelectMany(c => sweep.Values.Select(v => c with
                {
                    Name = $"{c.Name} {item.Schema.Name} {v.Text}",
                    Properties = new Properties(c.Properties.Values.SetItems(BoundProperties.Plain(item.Schema.Name, v.Value))),
                })),
            ];
        }

        return candidates;
    }
}
