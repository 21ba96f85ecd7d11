using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;
using AdaptLab.Pretraining.Corpus;

namespace AdaptLab.Pretraining.Evaluation;

/// <summary>What the labels of a task are called.</summary>
public enum LabelNames
{
    /// <summary>As the task calls them.</summary>
    Own,

    /// <summary>A, B, C …: only the rows tell what they mean.</summary>
    Letters,

    /// <summary>A, B, C …, each described by the task's own name.</summary>
    Described,
}

/// <param name="TaskFolder">Labelled tasks that the model was not trained on.</param>
/// <param name="Examples">Of each label: one table for each number.</param>
/// <param name="MostLabels">Of a task with more, as many are drawn anew each time.</param>
/// <param name="Draws">Random draws of labels, examples and rows; each strategy sees the same.</param>
/// <param name="Rows">Eval rows of a draw, spread over its labels.</param>
/// <param name="Strategies">Kinds to run; empty for all.</param>
public sealed record EvaluationOptions(
    string TaskFolder, ImmutableArray<int> Examples, int MostLabels, int Draws, int Rows, int Seed, ImmutableArray<string> Strategies,
    LabelNames Names = LabelNames.Own);

/// <summary>One strategy on one task: its accuracy in each draw.</summary>
public sealed record TaskScore(string Task, int Examples, double Chance, string Strategy, ImmutableArray<double> Accuracies)
{
    public double Mean => Accuracies.Average();

    public double Spread => Draws.Spread(Accuracies);
}

/// <summary>What a base model is worth: the product's own strategies, with their defaults, on tasks that it has never seen,
/// beside what needs no model.</summary>
public static class TaskEvaluation
{
    internal const int ShotsPerLabel = 2;

    /// <summary>Near rows tell more than any rows, and so it is worth while to read more of them.</summary>
    private const int RetrievedPerLabel = 4;

    /// <summary>In the order of a row's scores.</summary>
    public static ImmutableArray<string> Columns(EvaluationOptions options) => [WordModels.Nearest, WordModels.Regression, .. Kinds(options)];

    /// <returns>For each number of examples, task after task, the scores of <see cref="Columns"/>.</returns>
    public static async IAsyncEnumerable<ImmutableArray<TaskScore>> RunAsync(
        ModelSession session, EvaluationOptions options, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var strategies = StrategyList.For(session).Where(strategy => Kinds(options).Contains(strategy.Traits.Kind)).ToArray();
        var tasks = TaskCorpus.Load(options.TaskFolder).Labelled;
        foreach (var examples in options.Examples)
            foreach (var task in tasks)
            {
                var draws = Enumerable.Range(0, options.Draws)
                    .Select(draw => TaskDraw.Of(task, options, examples, options.Examples.Max(), options.Seed + draw)).ToArray();
                TaskScore Score(string column, IEnumerable<double> accuracies) => new(task.Name, examples, 1.0 / draws[0].Labels.Length, column, [.. accuracies]);

                var words = draws.Select(WordModels.Accuracies).ToArray();
                var scores = new List<TaskScore> { Score(WordModels.Nearest, words.Select(w => w.Nearest)), Score(WordModels.Regression, words.Select(w => w.Regression)) };
                foreach (var strategy in strategies)
                {
                    var accuracies = new List<double>();
                    foreach (var draw in draws) accuracies.Add(await AccuracyAsync(strategy, draw, cancellation));
                    scores.Add(Score(strategy.Traits.Kind, accuracies));
                }

                yield return [.. scores];
            }
    }

    private static IEnumerable<string> Kinds(EvaluationOptions options) =>
        StrategyTraits.Kinds.Where(kind => options.Strategies.IsEmpty || options.Strategies.Contains(kind));

    /// <summary>The property that says how many rows stand in a prompt, and how many of each label.</summary>
    private static (string Property, int PerLabel)? ShotsOf(string kind) => kind switch
    {
        "prompt" => ("shots", ShotsPerLabel),
        "rag" => ("retrieve", RetrievedPerLabel),
        _ => null,
    };

    private static async Task<double> AccuracyAsync(IStrategy strategy, TaskDraw draw, CancellationToken cancellation)
    {
        var kind = StrategyKinds.Find(strategy.Traits.Kind)!;
        var properties = kind.Defaults;
        // As many for each label, however many labels there are.
        if (ShotsOf(kind.Name) is var (property, perLabel)) properties = properties.SetItem(property, (double)perLabel * draw.Labels.Length);
        var answers = await AnswersAsync(strategy, draw, new Properties(properties), cancellation);
        return answers.Zip(draw.Rows).Count(row => row.First == row.Second.Label) / (double)draw.Rows.Length;
    }

    /// <returns>The label that each row of the draw is given.</returns>
    internal static async Task<ImmutableArray<int>> AnswersAsync(IStrategy strategy, TaskDraw draw, Properties properties, CancellationToken cancellation)
    {
        var task = new TaskSpec("task", TaskKind.Classify, null, draw.Labels, [], default);
        using var predictor = await strategy.PrepareAsync(ContextOf(strategy, properties, task, draw.Examples, draw.Seed), null, cancellation);
        var answers = ImmutableArray.CreateBuilder<int>(draw.Rows.Length);
        foreach (var row in draw.Rows)
        {
            cancellation.ThrowIfCancellationRequested();
            answers.Add((await predictor.PredictAsync(row.Text, cancellation)).Prediction.Label);
        }

        return answers.MoveToImmutable();
    }

    internal static StrategyContext ContextOf(IStrategy strategy, Properties properties, TaskSpec task, ImmutableArray<TrainingRow> examples, int seed)
    {
        var spec = new StrategySpec(strategy.Traits.Kind, strategy.Traits.Kind, properties, default);
        return new StrategyContext(task, task.Labels, examples, [], spec, new RunSeed(seed)) { Parts = StrategyPart.Of(spec, [], StrategyTraits.All).Parts };
    }
}
