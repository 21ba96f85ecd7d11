using AdaptLab.LanguageServer.Protocol;
using AdaptLab.Results;

namespace AdaptLab.LanguageServer.Panel;

/// <summary>Answers as text: a panel need not know what kind of task they are of.</summary>
internal static class RowAnswers
{
    public static AnswerView Of(Comparison comparison, CandidateSummary candidate, int row)
    {
        var answer = candidate.Answers[row];
        return new AnswerView(answer.Text, answer.IsRight, Figures.Share(answer.Probability));
    }
}
