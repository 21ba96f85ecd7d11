using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Reading;
using AdaptLab.Reading;

namespace AdaptLab.Pretraining.Evaluation;

/// <summary>Questions of one kind, answered by the trained reader.</summary>
/// <param name="Best">Token F1 of the likeliest span, the passage being given and known to tell.</param>
/// <param name="Exact">How often that span is the answer.</param>
/// <param name="Answered">Token F1 where it may say that the passage does not tell.</param>
/// <param name="Without">The same without a passage.</param>
/// <param name="None">How often it says so of another question's passage.</param>
public sealed record ReaderScore(string Task, int Rows, double Best, double Exact, double Answered, double Without, double None);

/// <summary>What the trained reader is worth on questions that it was not trained on.</summary>
public static class ReaderEvaluation
{
    /// <param name="taskFolder">Questions that the reader was not trained on.</param>
    /// <param name="rows">Of each task, at most.</param>
    public static IEnumerable<ReaderScore> Run(Reader reader, string taskFolder, int rows, int seed, CancellationToken cancellation = default) =>
        TaskCorpus.Load(taskFolder).Questions.Select(task => Of(reader, task, rows, seed, cancellation)).OfType<ReaderScore>();

    private static ReaderScore? Of(Reader reader, QuestionTask task, int rows, int seed, CancellationToken cancellation)
    {
        var asked = ReadingEvaluation.Drawn(task, rows, seed);
        if (asked.Length == 0) return null;
        PassageReading Read(string question, string passage)
        {
            cancellation.ThrowIfCancellationRequested();
            return reader.Read(question, PassageText.Of(passage));
        }

        var (best, exact, answered, without, none) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < asked.Length; i++)
        {
            var (text, question, wanted) = asked[i];
            var reading = Read(question, text);
            var span = reading.Best()?.Text ?? "";
            best += AnswerWords.TokenF1(span, wanted);
            exact += AnswerWords.IsSame(span, wanted) ? 1 : 0;
            answered += AnswerWords.TokenF1(reading.Answer() ?? AnswerWords.None, wanted);
            without += AnswerWords.TokenF1(Read(question, "").Answer() ?? AnswerWords.None, wanted);
            none += Read(question, asked[(i + 1) % asked.Length].Text).Answer() is null ? 1 : 0;
        }

        return new ReaderScore(task.Name, asked.Length, best / asked.Length, exact / asked.Length, answered / asked.Length, without / asked.Length, none / asked.Length);
    }
}
