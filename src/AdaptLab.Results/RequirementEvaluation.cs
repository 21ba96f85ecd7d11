using System.Globalization;
using AdaptLab.Language.Binding;

namespace AdaptLab.Results;

/// <summary>Whether a comparison meets the spec's `require` lines.</summary>
public static class RequirementEvaluation
{
    /// <remarks>
    /// `best` is the best candidate of the run; a strategy's name means that strategy on the training set on which it did best, for all
    /// of its measures: what would be deployed. A strategy that failed or did not run meets nothing.
    /// </remarks>
    public static RequirementOutcome Evaluate(Requirement requirement, Comparison comparison)
    {
        var candidate = requirement.Strategy == "best"
            ? comparison.Best
            : comparison.Ranked.FirstOrDefault(ranked => ranked.Run.Strategy == requirement.Strategy);
        if (candidate is null)
            return new(requirement.Text, false, Absent(requirement, comparison));
        if (Measure(requirement.Measure, candidate) is not { } measure)
            return new(requirement.Text, false, $"{candidate.Name} has no measured {requirement.Measure}");

        var met = requirement.Operator switch
        {
            ">=" => measure.Value >= requirement.Value,
            ">" => measure.Value > requirement.Value,
            "<=" => measure.Value <= requirement.Value,
            "<" => measure.Value < requirement.Value,
            _ => false,
        };
        // 79.96 % reads as 80.0 %, which would make an unmet ">= 80%" look like a mistake.
        var text = measure.Text(measure.Value);
        var digits = !met && text == measure.Text(requirement.Value) ? $" (exactly {measure.Exact(measure.Value)})" : "";
        var interval = requirement.Measure is "accuracy" or "exact-match" ? " " + Figures.Limits(candidate.Accuracy) : "";
        return new(requirement.Text, met, $"{candidate.Name}: {text}{interval}{digits}");
    }

    // The value is in the requirement's units: shares, milliseconds, tokens.
    private static (double Value, Func<double, string> Text, Func<double, string> Exact)? Measure(string name, CandidateSummary candidate) => name switch
    {
        "accuracy" or "exact-match" => (candidate.Accuracy.Value, share => Figures.Percent(share), share => Figures.Percent(share, 4)),
        "latency.p50" when candidate.P50Milliseconds is { } p50 => (p50, ms => Figures.Latency(ms), Milliseconds),
        "latency.p95" when candidate.P95Milliseconds is { } p95 => (p95, ms => Figures.Latency(ms), Milliseconds),
        "tokens" => (candidate.PromptTokens, Figures.Count, Exact),
        "preparation" => (candidate.PreparationSeconds * 1000, ms => ms <= 0 ? "0 s" : Figures.Duration(ms / 1000), Milliseconds),
        _ when candidate.Metrics.Any(metric => metric.Name == name) =>
            (candidate.Metrics.First(metric => metric.Name == name).Value, share => Figures.Share(share), share => Exact(share)),
        _ => null,
    };

    private static string Milliseconds(double ms) => Exact(ms) + " ms";

    private static string Exact(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Absent(Requirement requirement, Comparison comparison) =>
        comparison.Failed.FirstOrDefault(failed => requirement.Strategy == "best" || failed.Run.Strategy == requirement.Strategy) is { } failed
            ? $"{failed.Name} failed: {failed.Reason}"
            : $"{requirement.Strategy} did not run";
}
