using System.Globalization;
using System.Text;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Editing;

/// <summary>How a strategy did against the others, and when it is the right one.</summary>
internal static class StrategyHover
{
    /// <summary>What can be read in five seconds.</summary>
    private const int MostRows = 8;

    private const int MostConfusions = 2;

    public static string Markdown(SpecSnapshot snapshot, DeclarationSyntax declaration, StrategyKind kind)
    {
        var text = new StringBuilder();
        var names = Candidates.NamesOf(snapshot, declaration);
        var results = snapshot.Results;
        if (results is null || !results.Comparison.Record.Candidates.Any(run => names.Contains(run.Strategy)))
            text.Append($"**{MarkdownText.Inline(Candidates.NameOf(declaration))}** {(Candidates.RunningShare(snapshot, names) is { } share ? $"is running, {Figures.Percent(share, 0)}" : "was not run yet")}.  \n{kind.Summary}");
        else
            Append(text, snapshot, results, [.. results.Comparison.Record.Candidates.Where(run => names.Contains(run.Strategy))]);
        return text.Append($"\n\n{kind.WhenRight}").ToString();
    }

    private static void Append(StringBuilder text, SpecSnapshot snapshot, SpecResults results, CandidateRun[] runs)
    {
        var comparison = results.Comparison;
        if (State(snapshot, results, runs) is { } state)
            text.Append(state).Append("  \n");
        var own = comparison.Ranked.Where(candidate => runs.Contains(candidate.Run)).ToArray();
        text.Append(own.Length > 0
            ? Words(comparison.VerdictOn(own[0]))
            : string.Join("  \n", comparison.Failed.Where(failed => runs.Contains(failed.Run)).Select(failed => $"{Words(failed.Name)} failed: {Words(failed.Reason)}")));
        text.Append("\n\n").Append(Table(comparison, runs));
        if (own.Length > 0 && own[0].Confusion.Confusions().Take(MostConfusions).ToArray() is { Length: > 0 } worst)
        {
            var labels = comparison.Record.Labels;
            text.Append($"\nMostly confused: {string.Join("; ", worst.Select(confusion => confusion.Text(label => MarkdownText.Label(labels[label]))))}.");
        }

        text.Append($"\n\n_Run of {comparison.Record.Started.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)}_");
    }

    /// <summary>Whether it runs now or its result no longer holds; null where neither.</summary>
    private static string? State(SpecSnapshot snapshot, SpecResults results, CandidateRun[] runs)
    {
        foreach (var run in runs)
        {
            if (snapshot.Run is { } now && now.Has(run, out var progress))
                return progress is { } share ? $"**Running**, {Figures.Percent(share, 0)}; the figures are those of the last run." : "**Running**; the figures are those of the last run.";
        }

        return runs.Select(results.StalenessOf).FirstOrDefault(reason => reason is not null) is { } stale ? $"**Stale**: {Words(stale)} since the run." : null;
    }

    /// <summary>Of all candidates, the strategy's own ones in bold; of many, the best and its own.</summary>
    private static MarkdownTable Table(Comparison comparison, CandidateRun[] runs)
    {
        var brief = SummaryTable.Brief(comparison);
        CandidateRun[] order = [.. comparison.Ranked.Select(candidate => candidate.Run), .. comparison.Failed.Select(failed => failed.Run)];
        var table = new MarkdownTable(brief.Columns.Select(column => (column.Header, column.IsNumeric)));
        for (int row = 0, shown = 0; row < order.Length; row++)
        {
            var isOwn = runs.Contains(order[row]);
            if (!isOwn && shown >= MostRows)
                continue;
            shown++;
            table.Add(brief.Rows[row].Select(cell => MarkdownText.Inline(cell) is var text && isOwn ? $"**{text}**" : text));
        }

        return table;
    }

    private static string Words(string text) => MarkdownText.Inline(text);
}
