using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Data;

/// <summary>ADAPT232x: what the language knows but a comparison cannot run.</summary>
public static class PlanDiagnostics
{
    public static readonly DiagnosticRule UnavailableStrategyRule = new("ADAPT2320", Severity.Error, "Strategy not available");
    public static readonly DiagnosticRule UnavailableTaskRule = new("ADAPT2321", Severity.Error, "Kind of task not available");

    /// <param name="available">The kinds that can be run.</param>
    public static Diagnostic UnavailableStrategy(StrategySpec strategy, IEnumerable<string> available) => new(
        UnavailableStrategyRule.Code,
        UnavailableStrategyRule.Severity,
        $"The strategy '{strategy.Kind}' cannot be run by this version, which has {string.Join(", ", available)}. Leave it out, or choose others with --strategy.",
        strategy.Span);

    public static Diagnostic UnavailableHybrid(StrategySpec strategy) => new(
        UnavailableStrategyRule.Code,
        UnavailableStrategyRule.Severity,
        $"'{strategy.Name}' combines strategies, and hybrids cannot be run by this version. Leave `combine` out, or choose others with --strategy.",
        strategy.Span);

    public static Diagnostic UnavailableTask(TaskSpec task) => new(
        UnavailableTaskRule.Code,
        UnavailableTaskRule.Severity,
        $"Tasks of kind '{task.Kind.ToString().ToLowerInvariant()}' cannot be run by this version, which has classify. The spec can be checked and edited all the same.",
        task.Span);
}
