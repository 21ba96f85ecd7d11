using System.Text;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Syntax;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Editing;

/// <summary>A row: what each strategy answers.</summary>
internal static class RowHover
{
    /// <summary>With more candidates than this, only each strategy's best is shown.</summary>
    private const int MostCandidates = 6;
    private const int MostCited = 3;
    private const int LongestCited = 90;

    public static string? Markdown(SpecSnapshot snapshot, RowSyntax row)
    {
        var declaration = Cursor.DeclarationOf(row);
        var isEval = Cursor.IsOf(declaration, "eval");
        if (declaration is null || (!isEval && !Cursor.IsOf(declaration, "examples")))
            return null;
        var text = new StringBuilder(isEval ? "**Eval row**" : $"**Example** of {MarkdownText.Inline(declaration.Names.IsEmpty ? "examples" : declaration.Names[0].Text)}");
        if (row.AnswerText is { } answer)
            text.Append($": {MarkdownText.Label(answer)}");
        var isJudged = isEval || snapshot.Compilation.Spec.Eval.Folds is not null;
        if (!isJudged)
            return text.Append("  \nLearned from, and so not judged: figures are of eval rows alone.").ToString();
        if (snapshot.Results is not { } results)
            return text.Append("  \nNo strategy was run yet.").ToString();
        if (RowResults.IndexOf(results, row) is not { } index)
            return text.Append("  \nNew or changed since the last run, and so not judged yet.").ToString();
        return text.Append("\n\n").Append(Answers(results, index)).ToString();
    }

    private static string Answers(SpecResults results, int row)
    {
        var comparison = results.Comparison;
        var table = new MarkdownTable(("strategy", false), ("answer", false), ("probability", true));
        var shown = comparison.Ranked.Length <= MostCandidates ? comparison.Ranked : comparison.BestOfEach;
        foreach (var candidate in shown)
        {
            var answer = candidate.Answers[row];
            var stale = results.StalenessOf(candidate.Run) is null ? "" : " (stale)";
            table.Add(
                MarkdownText.Inline(candidate.Name) + stale,
                $"{(answer.IsRight ? "✓" : "✗")} {MarkdownText.Label(answer.Text)}",
                Figures.Share(answer.Probability));
        }

        return table
            + (comparison.RowsAllGetWrong.Contains(row) ? $"\nEvery strategy gets it wrong: it is hard, or its {(comparison.Record.IsWritten ? "answer" : "label")} is.\n" : "")
            + LookedUp(shown, row);
    }

    /// <summary>By the best one that looks something up: the report has what the others found.</summary>
    private static string LookedUp(IEnumerable<CandidateSummary> candidates, int row)
    {
        if (candidates.FirstOrDefault(candidate => candidate.Run.CitationsOf(row).Any()) is not { } reader)
            return "";
        var cited = reader.Run.CitationsOf(row).ToArray();
        var text = new StringBuilder($"\nLooked up by {MarkdownText.Inline(reader.Name)}, the nearest first:\n\n");
        foreach (var citation in cited.Take(MostCited))
            text.Append($"- {MarkdownText.Inline(citation.Source)}: {MarkdownText.Inline(MarkdownText.Clip(citation.Text, LongestCited))}\n");
        if (cited.Length > MostCited)
            text.Append($"- and {Figures.Count(cited.Length - MostCited, "more passage")}\n");
        return text.ToString();
    }
}
