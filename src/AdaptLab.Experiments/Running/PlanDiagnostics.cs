using AdaptLab.Experiments.Strategies;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Experiments.Running;

/// <summary>ADAPT232x: what the language knows but a comparison cannot run.</summary>
public static class PlanDiagnostics
{
    public static readonly DiagnosticRule UnavailableStrategyRule = new("ADAPT2320", Severity.Error, "Strategy not available");
    public static readonly DiagnosticRule UnavailableTaskRule = new("ADAPT2321", Severity.Error, "Kind of task not available");

    public static Diagnostic UnavailableStrategy(StrategySpec strategy, IEnumerable<IStrategy> available) => new(
        UnavailableStrategyRule.Code,
        UnavailableStrategyRule.Severity,
        $"The strategy '{strategy.Kind}' cannot be run by this version, which has {string.Join(", ", available.Select(s => s.Kind))}. Leave it out, or choose others with --strategy.",
        strategy.Span);

    public static Diagnostic UnavailableTask(TaskSpec task) => new(
        UnavailableTaskRule.Code,
        UnavailableTaskRule.Severity,
        $"Tasks of kind '{task.Kind.ToString().ToLowerInvariant()}' cannot be run by this version, which has classify. The spec can be checked and edited all the same.",
        task.Span);
}
