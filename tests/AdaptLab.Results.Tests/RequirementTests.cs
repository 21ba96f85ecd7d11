using AdaptLab.Language;
using AdaptLab.Language.Binding;

namespace AdaptLab.Results.Tests;

public class RequirementTests
{
    private static readonly int[] Gold = [.. Enumerable.Range(0, 100).Select(row => row % 2)];

    private static readonly Comparison Run = Comparison.Of(SyntheticRun.Answers(
        Gold, ("lora", [.. Gold.Select((label, row) => row < 90 ? label : 1 - label)]), ("rag", [.. Gold.Select((label, row) => row < 70 ? label : 1 - label)])));

    [Theory]
    [InlineData("lora", "accuracy", ">=", 0.9, true, "lora: 90.0 % [82.6–94.5]")]
    [InlineData("lora", "accuracy", ">", 0.9, false, "lora: 90.0 % [82.6–94.5] (exactly 90.0000 %)")]
    [InlineData("rag", "accuracy", ">=", 0.8, false, "rag: 70.0 % [60.4–78.1]")]
    [InlineData("best", "latency.p95", "<=", 10, true, "lora: 10 ms")]
    [InlineData("best", "latency.p95", "<", 10, false, "lora: 10 ms (exactly 10 ms)")]
    [InlineData("rag", "latency.p50", "<=", 19.9, false, "rag: 20 ms (exactly 20 ms)")]
    [InlineData("rag", "macro-f1", ">=", 0.5, true, "rag: 0.70")]
    [InlineData("rag", "tokens", "<=", 50, false, "rag: 100")]
    [InlineData("rag", "preparation", "<=", 1000, true, "rag: 1.0 s")]
    [InlineData("lora", "preparation", "<=", 1000, true, "lora: 0 s")]
    [InlineData("head", "accuracy", ">=", 0.1, false, "head did not run")]
    [InlineData("rag", "beauty", ">=", 0.1, false, "rag has no measured beauty")]
    public void A_requirement_is_judged_on_the_figures_and_explained(
        string strategy, string measure, string @operator, double value, bool met, string explanation)
    {
        var outcome = RequirementEvaluation.Evaluate(new Requirement(strategy, measure, @operator, value, "as written", default), Run);

        Assert.Equal(new RequirementOutcome("as written", met, explanation), outcome);
    }

    [Fact]
    public void A_strategy_stands_for_its_best_training_set()
    {
        var record = SyntheticRun.Of(
            100, 1, new Wanted("lora", 0.3, 3) { TrainingSet = "contractors" }, new Wanted("lora", 0.9, 3) { TrainingSet = "expert" });

        var outcome = RequirementEvaluation.Evaluate(new Requirement("lora", "accuracy", ">=", 0.6, "", default(TextSpan)), Comparison.Of(record));

        Assert.True(outcome.Met, outcome.Explanation);
        Assert.StartsWith("lora on expert: ", outcome.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_strategy_meets_nothing_and_says_why()
    {
        var record = SyntheticRun.Of(40, 1, new Wanted("rag", 0.9, 3), new Wanted("lora", 0.9, 3) { Failure = "no memory" });

        var outcome = RequirementEvaluation.Evaluate(new Requirement("lora", "latency.p95", "<=", 1e9, "", default(TextSpan)), Comparison.Of(record));

        Assert.Equal((false, "lora failed: no memory"), (outcome.Met, outcome.Explanation));
    }
}
