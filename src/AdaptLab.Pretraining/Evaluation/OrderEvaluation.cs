using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;
using AdaptLab.Pretraining.Corpus;

namespace AdaptLab.Pretraining.Evaluation;

/// <summary>One task, asked with the same shots in several orders.</summary>
/// <param name="Mean">Accuracy, over draws and orders.</param>
/// <param name="Spread">The standard deviation of the accuracy over the orders of a draw, on average over draws.</param>
/// <param name="Changed">How often a row is given another label in another order.</param>
public sealed record OrderScore(string Task, double Mean, double Spread, double Changed);

/// <summary>How much it matters in which order the shots of a prompt stand: to a small model it often matters more than which they are
/// (Lu et al. 2022).</summary>
public static class OrderEvaluation
{
    /// <param name="orders">Of each draw's shots, two of each label; at least two.</param>
    public static async IAsyncEnumerable<OrderScore> RunAsync(
        ModelSession session, EvaluationOptions options, int orders, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var prompt = StrategyList.For(session).Single(strategy => strategy.Traits.Kind == "prompt");
        foreach (var task in TaskCorpus.Load(options.TaskFolder).Labelled)
        {
            var draws = new List<OrderScore>();
            for (var draw = 0; draw < options.Draws; draw++)
            {
                var drawn = TaskDraw.Of(task, options, TaskEvaluation.ShotsPerLabel, options.Examples.Max(), options.Seed + draw);
                var answers = new List<ImmutableArray<int>>();
                for (var order = 0; order < orders; order++)
                    answers.Add(await TaskEvaluation.AnswersAsync(prompt, InOrder(drawn, order), ShotsAsTheyStand(drawn), cancellation));
                draws.Add(Of(task.Name, drawn, answers));
            }

            yield return new OrderScore(task.Name, draws.Average(one => one.Mean), draws.Average(one => one.Spread), draws.Average(one => one.Changed));
        }
    }

    /// <summary>What the orders of one draw say.</summary>
    /// <param name="answers">For each order, the label of each row.</param>
    internal static OrderScore Of(string task, TaskDraw draw, IReadOnlyList<ImmutableArray<int>> answers)
    {
        double[] accuracies = [.. answers.Select(order => order.Zip(draw.Rows).Count(row => row.First == row.Second.Label) / (double)draw.Rows.Length)];
        var pairs = answers.SelectMany((one, i) => answers.Skip(i + 1).Select(other => one.Zip(other).Count(row => row.First != row.Second) / (double)draw.Rows.Length));
        return new OrderScore(task, accuracies.Average(), Draws.Spread(accuracies), pairs.Average());
    }

    private static TaskDraw InOrder(TaskDraw draw, int order)
    {
        var shots = draw.Examples.ToArray();
        new Random(order).Shuffle(shots);
        return draw with { Examples = [.. shots] };
    }

    private static Properties ShotsAsTheyStand(TaskDraw draw) =>
        new(StrategyKinds.Find("prompt")!.Defaults.SetItem("shots", (double)draw.Examples.Length).SetItem("select", "first"));
}
