using System.Collections.Immutable;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.Results;

namespace AdaptLab.LanguageServer.Panel;

/// <summary>Rows and answers as text: a panel need not know what kind of task they are of.</summary>
internal static class RowAnswers
{
    public static string Expected(Comparison comparison, EvalRowInfo row) => Expected(row, comparison.Record.Labels, comparison.Record.Fields);

    /// <param name="fields">Of an `extract` task; empty for other kinds.</param>
    public static string Expected(EvalRowInfo row, ImmutableArray<string> labels, ImmutableArray<string> fields) =>
        row.Expected is { } values ? WrittenAnswer.Show(fields, values) : labels[row.Gold];

    public static AnswerView Of(Comparison comparison, CandidateSummary candidate, int row)
    {
        var answer = candidate.Answers[row];
        return new AnswerView(answer.Text, answer.IsRight, Figures.Share(answer.Probability));
    }
}
