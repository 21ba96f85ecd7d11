using AdaptLab.Experiments.Prompting;
using AdaptLab.Models;
using AdaptLab.Models.Inference;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Reading;

namespace AdaptLab.Pretraining.Evaluation;

/// <summary>Questions of one kind: token F1 (as SQuAD defines it) with the passage, and with the question alone.</summary>
public sealed record ReadingScore(string Task, int Rows, double WithPassage, double Without);

/// <summary>Whether an answer is taken from the text that is given.</summary>
public static class ReadingEvaluation
{
    private const int MostTokens = 24;
    private const int LongestPassage = 400;

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
            var asked = Drawn(task, rows, seed);
            if (asked.Length == 0) continue;
            yield return new ReadingScore(
                task.Name,
                asked.Length,
                asked.Average(row => AnswerWords.TokenF1(Answer(row.Text, row.Question), row.Answer)),
                asked.Average(row => AnswerWords.TokenF1(Answer("", row.Question), row.Answer)));
        }
    }

    /// <summary>Some of a task's questions that have a passage, the same ones for the same seed.</summary>
    internal static (string Text, string Question, string Answer)[] Drawn(QuestionTask task, int rows, int seed)
    {
        var asked = task.Rows.Where(row => row.Text.Length > 0).ToArray();
        new Random(seed).Shuffle(asked);
        return [.. asked.Take(rows)];
    }
}
