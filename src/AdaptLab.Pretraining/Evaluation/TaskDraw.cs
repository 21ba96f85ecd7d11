using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Language.Binding;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Episodes;

namespace AdaptLab.Pretraining.Evaluation;

/// <summary>Labels, examples and eval rows drawn from a task at random: what every strategy of a draw gets alike.</summary>
internal sealed record TaskDraw(int Seed, ImmutableArray<LabelSpec> Labels, ImmutableArray<TrainingRow> Examples, ImmutableArray<TrainingRow> Rows)
{
    /// <summary>Characters of a row that are kept: some tasks have whole abstracts, of which a few would fill the window.</summary>
    private const int LongestText = 400;

    /// <param name="examples">Of each label. Draws with the same seed and fewer examples have the first of these, and the same rows.</param>
    /// <param name="mostExamples">The largest number that any draw will have.</param>
    public static TaskDraw Of(LabelledTask task, EvaluationOptions options, int examples, int mostExamples, int seed)
    {
        var random = new Random(seed);
        // Labels with too few rows would be all examples and no test.
        var known = task.ByLabel.Where(group => group.Texts.Length > mostExamples).ToArray();
        var labels = EpisodeSampler.Sample(random, known, Math.Min(options.MostLabels, known.Length));
        var (shown, asked) = (new List<TrainingRow>(), new List<TrainingRow>());
        for (var label = 0; label < labels.Count; label++)
        {
            var texts = labels[label].Texts;
            var drawn = EpisodeSampler.Sample(random, texts, Math.Min(texts.Length, mostExamples + (options.Rows + labels.Count - 1) / labels.Count))
                .Select(text => new TrainingRow(text.Length <= LongestText ? text : text[..LongestText], label, task.Name)).ToArray();
            shown.AddRange(drawn[..examples]);
            asked.AddRange(drawn[mostExamples..]);
        }

        return new TaskDraw(seed, [.. labels.Select((label, i) => Named(label.Label.Replace('_', ' '), i, options.Names))], [.. shown], [.. asked]);
    }

    private static LabelSpec Named(string own, int index, LabelNames names) => names switch
    {
        LabelNames.Letters => new(Letters(index), null, default),
        LabelNames.Described => new(Letters(index), own, default),
        _ => new(own, null, default),
    };

    /// <summary>A to Z, then AA, AB and so on, as the columns of a sheet are called.</summary>
    private static string Letters(int index) => (index < 26 ? "" : Letters(index / 26 - 1)) + (char)('A' + index % 26);
}
