using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Data;

/// <summary>ADAPT232x: what the language knows but a comparison cannot run.</summary>
/// <remarks>ADAPT2321 said that a kind of task was not available, and is not used again.</remarks>
public static class PlanDiagnostics
{
    public static readonly DiagnosticRule UnavailableStrategyRule = new("ADAPT2320", Severity.Error, "Strategy not available");

    /// <param name="available">The kinds that can be run.</param>
    public static Diagnostic UnavailableStrategy(StrategySpec strategy, IEnumerable<string> available) => new(
        UnavailableStrategyRule.Code,
        UnavailableStrategyRule.Severity,
        $"The strategy '{strategy.Kind}' cannot be run by this version, which has {string.Join(", ", available)}. Leave it out, or choose others with --strategy.",
        strategy.Span);

    /// <param name="problem">A clause that says what cannot be, and what can.</param>
    public static Diagnostic UnavailableHybrid(StrategySpec strategy, string problem) => new(
        UnavailableStrategyRule.Code,
        UnavailableStrategyRule.Severity,
        $"{problem}. Change it, or choose other strategies with --strategy.",
        strategy.Span);
}
