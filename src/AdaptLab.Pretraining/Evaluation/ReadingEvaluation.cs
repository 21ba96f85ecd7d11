using AdaptLab.Experiments.Prompting;
using AdaptLab.Models;
using AdaptLab.Models.Inference;
using AdaptLab.Pretraining.Corpus;

namespace AdaptLab.Pretraining.Evaluation;

/// <summary>Questions of one kind: token F1 (as SQuAD defines it) with the passage, and with the question alone.</summary>
public sealed record ReadingScore(string Task, int Rows, double WithPassage, double Without);

/// <summary>Whether an answer is taken from the text that is given.</summary>
public static class ReadingEvaluation
{
    private const int MostTokens = 24;
    private const int LongestPassage = 400;
    private static readonly string[] Articles = ["a", "an", "the"];

    /// <param name="taskFolder">Questions that the model was not trained on.</param>
    /// <param name="rows">Of each task, at most.</param>
    public static IEnumerable<ReadingScore> Run(LanguageModel model, string taskFolder, int rows, int seed, CancellationToken cancellation = default)
    {
        var generator = new TextGenerator(model);
        var end = model.Tokenizer.Encode(PromptLayout.RowEnd)[0];
        string Answer(string passage, string question)
        {
            // As the model is trained to read: the passage on a line, the question as a request below it.
            var text = model.Tokenizer.Encode(PromptLayout.OneLine(passage), recogniseSpecial: false);
            int[] prompt =
            [
                .. text.AsSpan(0, Math.Min(text.Length, LongestPassage)),
                .. model.Tokenizer.Encode((passage.Length > 0 ? PromptLayout.RowEnd : "") + PromptLayout.Request(question), recogniseSpecial: false),
            ];
            return model.Tokenizer.Decode([.. generator.Generate(prompt, MostTokens, cancellation).TakeWhile(id => id != end)]);
        }

        foreach (var task in TaskCorpus.Load(taskFolder).Questions)
        {
            var random = new Random(seed);
            var asked = task.Rows.Where(row => row.Text.Length > 0).ToArray();
            random.Shuffle(asked);
            asked = [.. asked.Take(rows)];
            if (asked.Length == 0) continue;
            yield return new ReadingScore(
                task.Name,
                asked.Length,
                asked.Average(row => TokenF1(Answer(row.Text, row.Question), row.Answer)),
                asked.Average(row => TokenF1(Answer("", row.Question), row.Answer)));
        }
    }

    internal static double TokenF1(string given, string wanted)
    {
        var (first, second) = (Words(given), Words(wanted));
        if (first.Count == 0 || second.Count == 0) return first.Count == second.Count ? 1 : 0;
        var common = first.CountBy(word => word).Sum(pair => Math.Min(pair.Value, second.Count(word => word == pair.Key)));
        return 2.0 * common / (first.Count + second.Count);
    }

    /// <summary>Lower case, without punctuation and articles.</summary>
    private static List<string> Words(string text) =>
        [.. string.Concat(text.ToLowerInvariant().Where(c => !char.IsPunctuation(c))).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(word => !Articles.Contains(word))];
}
