using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Episodes;

namespace AdaptLab.Pretraining.Evaluation;

/// <param name="TaskFolder">Labelled tasks that the model was not trained on.</param>
/// <param name="Examples">Of each label.</param>
/// <param name="MostLabels">Of a task with more, as many are drawn anew each time.</param>
/// <param name="Draws">Random draws of labels, examples and rows; each strategy sees the same.</param>
/// <param name="Rows">Eval rows of a draw, spread over its labels.</param>
public sealed record EvaluationOptions(string TaskFolder, int Examples, int MostLabels, int Draws, int Rows, int Seed);

/// <summary>One strategy on one task: its accuracy in each draw.</summary>
public sealed record TaskScore(string Task, double Chance, string Strategy, ImmutableArray<double> Accuracies)
{
    public double Mean => Accuracies.Average();

    /// <summary>The standard deviation over draws.</summary>
    public double Spread => Accuracies.Length < 2 ? 0 : Math.Sqrt(Accuracies.Sum(a => (a - Mean) * (a - Mean)) / (Accuracies.Length - 1));
}

/// <summary>What a base model is worth: the product's own strategies, with their defaults, on tasks that it has never seen.</summary>
public static class TaskEvaluation
{
    /// <returns>Task after task, each strategy in the order of <see cref="StrategyList"/>.</returns>
    public static async IAsyncEnumerable<TaskScore> RunAsync(ModelSession session, EvaluationOptions options, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var task in TaskCorpus.Load(options.TaskFolder).Labelled)
        {
            var draws = Enumerable.Range(0, options.Draws).Select(draw => Draw.Of(task, options, options.Seed + draw)).ToArray();
            foreach (var strategy in StrategyList.For(session))
            {
                var accuracies = ImmutableArray.CreateBuilder<double>();
                foreach (var draw in draws)
                    accuracies.Add(await AccuracyAsync(strategy, draw, cancellation));
                yield return new TaskScore(task.Name, 1.0 / draws[0].Labels.Length, strategy.Traits.Kind, accuracies.ToImmutable());
            }
        }
    }

    private static async Task<double> AccuracyAsync(IStrategy strategy, Draw draw, CancellationToken cancellation)
    {
        var kind = StrategyKinds.Find(strategy.Traits.Kind)!;
        var defaults = kind.Properties.Where(property => property.Default is not null)
            .ToImmutableSortedDictionary(property => property.Name, property => property.Default!);
        var context = new StrategyContext(
            new TaskSpec("task", TaskKind.Classify, null, draw.Labels, [], default),
            draw.Labels, draw.Examples, [], new StrategySpec(kind.Name, kind.Name, new Properties(defaults), default), new RunSeed(draw.Seed));
        using var predictor = await strategy.PrepareAsync(context, null, cancellation);
        var right = 0;
        foreach (var row in draw.Rows)
        {
            cancellation.ThrowIfCancellationRequested();
            right += (await predictor.PredictAsync(row.Text, cancellation)).Prediction.Label == row.Label ? 1 : 0;
        }

        return right / (double)draw.Rows.Length;
    }

    private sealed record Draw(int Seed, ImmutableArray<LabelSpec> Labels, ImmutableArray<TrainingRow> Examples, ImmutableArray<TrainingRow> Rows)
    {
        /// <summary>Characters of a row that are kept: some tasks have whole abstracts, of which a few would fill the window.</summary>
        private const int LongestText = 400;

        public static Draw Of(LabelledTask task, EvaluationOptions options, int seed)
        {
            var random = new Random(seed);
            // Labels with too few rows would be all examples and no test.
            var known = task.ByLabel.Where(group => group.Texts.Length > options.Examples).ToArray();
            var labels = EpisodeSampler.Sample(random, known, Math.Min(options.MostLabels, known.Length));
            var (examples, rows) = (new List<TrainingRow>(), new List<TrainingRow>());
            for (var label = 0; label < labels.Count; label++)
            {
                var texts = labels[label].Texts;
                var drawn = EpisodeSampler.Sample(random, texts, Math.Min(texts.Length, options.Examples + (options.Rows + labels.Count - 1) / labels.Count))
                    .Select(text => new TrainingRow(text.Length <= LongestText ? text : text[..LongestText], label, task.Name)).ToArray();
                examples.AddRange(drawn[..options.Examples]);
                rows.AddRange(drawn[options.Examples..]);
            }

            return new Draw(seed, [.. labels.Select(label => new LabelSpec(label.Label.Replace('_', ' '), null, default))], [.. examples], [.. rows]);
        }
    }
}
