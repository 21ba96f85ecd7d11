using AdaptLab.Models.Native;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Episodes;
using AdaptLab.Pretraining.Training;
using AdaptLab.Words;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Words;

/// <param name="Steps">Of a task each.</param>
/// <param name="Rows">Texts of a step, about.</param>
public sealed record NameTrainingOptions(string TaskFolder, int Seed, int Steps = 1500, int Rows = 128);

/// <summary>How <see cref="LabelNames"/> are made: of some labels of a task the right one is to be told for each text, by the words of
/// the labels' names alone. A word has one vector in all tasks, so what it says of one holds for the next.</summary>
public static class NameTraining
{
    private const int MostLabels = 16;
    private const int ReportEvery = 250;
    private const double Rate = 1e-3;

    /// <summary>The last part of the steps brings the rate down.</summary>
    private const double DecayShare = 0.4;

    /// <summary>Of three steps in ten all names are known; of the others each is taken for unknown, says nothing, at this rate: what is
    /// said of a label must hold whatever the others are called.</summary>
    private const double Unknown = 0.3;
    private const double Whole = 0.3;

    private const double NamePenalty = 1e-3;
    private const double StretchPenalty = 1e-2;
    private const double FirstScale = 10;

    /// <summary>How far a name is trusted on a task that nobody has seen, chosen on training tasks that the vectors were made without.</summary>
    private const float Trust = 0.75f;

    /// <param name="vectors">That tell what a text means.</param>
    /// <exception cref="InvalidDataException">There is no labelled task.</exception>
    public static LabelNames Run(NameTrainingOptions options, WordVectors vectors, Action<string>? report, CancellationToken cancellation) =>
        Run(TaskCorpus.Load(options.TaskFolder).Labelled, options, vectors, report, cancellation);

    /// <summary>The same from tasks that are read already.</summary>
    internal static LabelNames Run(
        IReadOnlyList<LabelledTask> tasks, NameTrainingOptions options, WordVectors vectors, Action<string>? report, CancellationToken cancellation)
    {
        var words = tasks.SelectMany(task => task.ByLabel).SelectMany(label => LabelNames.WordsOf(label.Label, vectors)).Distinct(StringComparer.Ordinal).ToArray();
        if (words.Length == 0) throw new InvalidDataException("There is no labelled task whose labels are called by words: each is a file of JSON lines with a \"text\" and a \"label\".");
        using var module = new NameModule(words, vectors.Dimensions, FirstScale);
        using var optimizer = optim.AdamW(module.Parameters, Rate, weight_decay: 0);
        var (random, sum) = (new Random(options.Seed), 0.0);
        var shares = TaskBalance.Weights(tasks);
        for (var step = 1; step <= options.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            foreach (var group in optimizer.ParamGroups)
                group.LearningRate = Rate * Math.Min(1, ((1 - ((double)step / options.Steps)) / DecayShare) + 0.01);
            var batch = Draw(tasks[EpisodeSampler.Weighted(random, shares)], options.Rows, vectors, random);
            var unknown = random.NextDouble() < Whole ? 0 : Unknown;
            string[][] known = [.. batch.Names.Select(name => random.NextDouble() >= unknown ? name : [])];
            var loss = Losses.CrossEntropy(module.Logits(batch.Meanings, known), tensor(batch.Right)).mean();
            optimizer.zero_grad();
            loss.Plus(module.Penalty(NamePenalty, StretchPenalty)).backward();
            optimizer.step();
            sum += loss.item<float>();
            if (step % ReportEvery != 0) continue;
            report?.Invoke($"step {step}, loss {sum / ReportEvery:F3}");
            sum = 0;
        }

        return new LabelNames(WordVectors.Of(words, module.Vectors(Trust)), vectors);
    }

    /// <param name="Meanings">[texts, dimensions] row after row.</param>
    /// <param name="Names">The words of each.</param>
    /// <param name="Right">For each text which of the names.</param>
    private sealed record Batch(float[] Meanings, IReadOnlyList<string[]> Names, long[] Right);

    private static Batch Draw(LabelledTask task, int rows, WordVectors vectors, Random random)
    {
        var labels = EpisodeSampler.Sample(random, task.ByLabel, Math.Min(task.ByLabel.Count, 2 + random.Next(MostLabels - 1)));
        var (meanings, right) = (new List<float>(), new List<long>());
        for (var i = 0; i < labels.Count; i++)
            foreach (var text in EpisodeSampler.Sample(random, labels[i].Texts, Math.Min(labels[i].Texts.Length, Math.Max(1, rows / labels.Count))))
            {
                meanings.AddRange(vectors.Embed(text));
                right.Add(i);
            }

        return new Batch([.. meanings], [.. labels.Select(label => LabelNames.WordsOf(label.Label, vectors).ToArray())], [.. right]);
    }
}
