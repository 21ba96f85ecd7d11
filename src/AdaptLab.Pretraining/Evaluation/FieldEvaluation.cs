using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using AdaptLab.Data;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Results.Metrics;

namespace AdaptLab.Pretraining.Evaluation;

/// <summary>A field of short texts, found by one strategy.</summary>
/// <param name="Exact">For each draw, how many rows come out right: the value, or that there is none.</param>
/// <param name="Given">How many of the task's texts give it.</param>
public sealed record FieldScore(string Task, string Field, string Strategy, ImmutableArray<double> Exact, double Given)
{
    public double Mean => Exact.Average();

    public double Spread => Draws.Spread(Exact);
}

/// <summary>What a base model is worth in `extract` tasks: the kind of thing that each reading task asks for most often, as a spec's only field.</summary>
public static partial class FieldEvaluation
{
    private const int LongestText = 400;

    /// <summary>In the order of a task's scores.</summary>
    public static ImmutableArray<string> Strategies { get; } = ["prompt", "rag"];

    /// <param name="examples">Of each draw; no eval row is among them.</param>
    /// <returns>For each task that asks for fields and has enough rows, the scores of <see cref="Strategies"/>.</returns>
    public static async IAsyncEnumerable<ImmutableArray<FieldScore>> RunAsync(
        ModelSession session, EvaluationOptions options, int examples, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var task in TaskCorpus.Load(options.TaskFolder).Questions)
        {
            if (Of(task) is not var (field, rows) || rows.Length <= examples) continue;
            var given = rows.Count(row => row.Values is [{ }]) / (double)rows.Length;
            var scores = new List<FieldScore>();
            foreach (var kind in Strategies)
            {
                var exact = new List<double>();
                for (var draw = 0; draw < options.Draws; draw++)
                    exact.Add(await ExactAsync(session, kind, field, Drawn(rows, examples, options, draw), options.Seed + draw, cancellation));
                scores.Add(new FieldScore(task.Name, field, kind, [.. exact], given));
            }

            yield return [.. scores];
        }
    }

    /// <summary>The field that is asked for most often, and the texts in which it has one value or none; null where the questions are of another kind.</summary>
    internal static (string Field, TrainingRow[] Rows)? Of(QuestionTask task)
    {
        var most = task.Rows.Where(row => row.Text.Length is > 0 and <= LongestText && Asking().IsMatch(row.Question)).GroupBy(row => row.Question, StringComparer.Ordinal).MaxBy(group => group.Count());
        if (most is null) return null;
        var rows = most.DistinctBy(row => row.Text).Where(row => !row.Answer.Contains(';'))
            .Select(row => new TrainingRow(row.Text, -1, task.Name) { Values = [row.Answer == Reading.AnswerWords.None ? null : row.Answer] }).ToArray();
        return (Asking().Match(most.Key).Groups["field"].Value.Replace(' ', '-').Replace('/', '-'), rows);
    }

    private static (ImmutableArray<TrainingRow> Examples, ImmutableArray<TrainingRow> Rows) Drawn(TrainingRow[] rows, int examples, EvaluationOptions options, int draw)
    {
        var drawn = rows.ToArray();
        new Random(options.Seed + draw).Shuffle(drawn);
        return ([.. drawn.Take(examples)], [.. drawn.Skip(examples).Take(options.Rows)]);
    }

    private static async Task<double> ExactAsync(
        ModelSession session, string kind, string field, (ImmutableArray<TrainingRow> Examples, ImmutableArray<TrainingRow> Rows) drawn, int seed, CancellationToken cancellation)
    {
        var strategy = StrategyList.For(session).Single(one => one.Traits.Kind == kind);
        var task = new TaskSpec("task", TaskKind.Extract, null, [], [new LabelSpec(field, null, default)], default);
        using var predictor = await strategy.PrepareAsync(
            TaskEvaluation.ContextOf(strategy, new Properties(StrategyKinds.Find(kind)!.Defaults), task, drawn.Examples, seed), null, cancellation);
        var right = 0;
        foreach (var row in drawn.Rows)
        {
            cancellation.ThrowIfCancellationRequested();
            right += WrittenScore.IsExact(row.Values!.Value, (await predictor.PredictAsync(row.Text, cancellation)).Prediction.Written!) ? 1 : 0;
        }

        return right / (double)drawn.Rows.Length;
    }

    [GeneratedRegex("^(?:What is the|List each) (?<field>.+?)(?: mentioned)? in the text[.?]$")]
    private static partial Regex Asking();
}
