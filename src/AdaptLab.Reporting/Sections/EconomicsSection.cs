using System.Text;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Reporting.Sections;

/// <summary>What it takes to get a candidate ready, and to answer with it.</summary>
internal static class EconomicsSection
{
    private const int Requests = 1000;

    public static void Write(StringBuilder report, Comparison comparison)
    {
        if (comparison.Ranked.IsEmpty)
            return;

        var table = new MarkdownTable(("candidate", false), ("examples to label", true), ("preparation, once", true), ("time for 1,000 requests", true), ("tokens for 1,000 requests", true));
        foreach (var candidate in comparison.Ranked)
        {
            table.Add(
                MarkdownText.Inline(candidate.Name),
                candidate.Run.IsUnadapted ? Figures.None : Figures.Count(candidate.Run.Examples),
                Figures.Duration(candidate.PreparationSeconds),
                // At the median, in milliseconds: as many thousandths of a second as there are thousand requests.
                candidate.P50Milliseconds is { } p50 ? Figures.Duration(p50 * Requests / 1000) : Figures.None,
                Figures.Count(candidate.PromptTokens * Requests));
        }

        report.Append("## What it costs\n\n").Append(table).Append('\n');
        foreach (var breakEven in comparison.BreakEvens)
            report.Append($"- {MarkdownText.Inline(breakEven.Sentence)}\n");
        if (!comparison.BreakEvens.IsEmpty)
            report.Append('\n');
    }
}
