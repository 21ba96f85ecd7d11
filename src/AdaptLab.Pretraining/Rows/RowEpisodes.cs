using AdaptLab.Experiments.Prompting;
using AdaptLab.Models.Rows;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Episodes;
using AdaptLab.Words;

namespace AdaptLab.Pretraining.Rows;

/// <summary>A prompt, taken apart, with its labels and what is right.</summary>
internal sealed record AnsweredRows(PromptRows Read, IReadOnlyList<string> Names, string Right);

/// <summary>Draws prompts of labelled tasks: with the same rows for every text, as `prompt` has them, or with those nearest to each, as `rag` has.</summary>
internal static class RowEpisodes
{
    private const int MostLabels = 8;
    private const int MostRows = 20;
    private const int MostShots = 4;
    private const int Queries = 16;
    private const int Nearest = 4;
    private const int Searched = 8;
    private const int LongestText = 400;

    /// <param name="comparison">By which the nearest rows are found.</param>
    public static IEnumerable<AnsweredRows> Draw(LabelledTask task, TextComparison comparison, Random random)
    {
        var labels = EpisodeSampler.Sample(random, task.ByLabel, Math.Min(task.ByLabel.Count, 2 + random.Next(MostLabels - 1)));
        if (labels.Count < 2) yield break;
        var (names, header) = Naming.Choose(random, [.. labels.Select(label => label.Label)]);
        var retrieves = random.NextDouble() < 0.5;
        var shots = retrieves ? Searched : 1 + random.Next(Math.Min(MostShots, MostRows / labels.Count));
        var (rows, asked) = (new List<PromptRow>(), new List<PromptRow>());
        foreach (var (label, name) in labels.Zip(names))
        {
            var drawn = EpisodeSampler.Sample(random, label.Texts, Math.Min(label.Texts.Length, shots + Queries))
                .Select(text => new PromptRow(PromptLayout.OneLine(text.Length <= LongestText ? text : text[..LongestText]), name)).ToArray();
            var shown = Math.Min(shots, drawn.Length / 2);
            rows.AddRange(drawn[..shown]);
            asked.AddRange(drawn[shown..]);
        }

        var keys = rows.Select(row => comparison.KeyOf(row.Text)).ToArray();
        foreach (var (text, right) in EpisodeSampler.Sample(random, asked, Math.Min(Queries, asked.Count)))
        {
            var key = comparison.KeyOf(text);
            var some = !retrieves ? rows : rows.Zip(keys).OrderByDescending(row => comparison.Similarity(row.Second, key)).Take(Nearest).Select(row => row.First);
            var prompt = $"{PromptLayout.Labels(header ?? [])}\n{string.Concat(some.Select(row => PromptLayout.Row(row.Text, row.Answer)))}{PromptLayout.Request(text)}";
            yield return new AnsweredRows(PromptRows.Read(prompt)!, names, right);
        }
    }
}
