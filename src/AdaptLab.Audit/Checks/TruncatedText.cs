using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Audit.Checks;

/// <summary>A text that breaks off, in a set whose texts otherwise come to their end.</summary>
internal sealed class TruncatedText : IExampleCheck
{
    private const int FewestRows = 8, FewestWords = 3;
    private const double Usual = 0.8;

    public DiagnosticRule Rule { get; } = new("ADAPT3018", Severity.Hint, "Text breaks off");

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (var set in context.Rows.GroupBy(row => row.Set).Select(set => set.ToArray()))
        {
            var ended = set.Count(row => IsEnded(row.Text));
            if (set.Length < FewestRows || ended < Usual * set.Length)
                continue;
            // Several of one length, and none longer: something has cut them.
            var longest = set.Max(row => row.Text.Length);
            var cut = set.Count(row => row.Text.Length == longest && !IsEnded(row.Text));
            foreach (var row in set.Where(row => !IsEnded(row.Text) && row.Features.Words.Length >= FewestWords))
            {
                var reason =
                    row.Text.TrimEnd() is [.., ',' or ';' or '-' or '–' or '('] ? $"It ends in '{row.Text.TrimEnd()[^1]}'"
                    : FunctionWords.NeverLast.Contains(row.Features.Words[^1]) ? $"It ends in '{row.Features.Words[^1]}'"
                    : row.Text.TrimEnd() is [.., '…'] || row.Text.TrimEnd().EndsWith("...", StringComparison.Ordinal) ? "It ends in an ellipsis"
                    : cut >= 3 && row.Text.Length == longest ? $"It is one of {cut} of {longest} characters that do not end a sentence, and none is longer"
                    : null;
                if (reason is not null)
                {
                    yield return new Finding(
                        row.At(Rule, $"{reason}, where {Figures.Count(ended)} of the {Figures.Count(set.Length)} rows of '{row.Set}' end as sentences do. Complete the text, or leave the row out.") with
                        {
                            Choices = RowMends.Choices(RowMends.Remove(context, row)),
                        },
                        [row]);
                }
            }
        }
    }

    private static bool IsEnded(string text) =>
        text.TrimEnd().TrimEnd('"', '\'', '”', '’', ')', ']', '»', '*') is [.., '.' or '!' or '?' or ':' or '。' or '！' or '？' or '؟' or '।']
        && !text.TrimEnd().EndsWith("...", StringComparison.Ordinal);
}
