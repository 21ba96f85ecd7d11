using System.Globalization;
using System.Text;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;
using AdaptLab.Results.Metrics;

namespace AdaptLab.Reporting.Sections;

/// <summary>What each candidate takes for what.</summary>
internal static class ConfusionSection
{
    /// <summary>The code block's info string: where this stands in the Markdown, HTML has the plot.</summary>
    public const string Fence = "confusion";

    /// <summary>As text a matrix takes many lines, and wide ones do not fit: the best candidates' only.</summary>
    public static readonly Room TextRoom = new(Candidates: 4, Labels: 15);

    private const int MostConfusions = 3;

    public static void Write(StringBuilder report, Comparison comparison, Room room)
    {
        if (comparison.Ranked.IsEmpty || comparison.Record.IsWritten)
            return;

        report.Append("## What is taken for what\n\n");
        foreach (var candidate in comparison.Ranked)
            report.Append($"- {MarkdownText.Inline(candidate.Name)}: {Worst(candidate.Confusion, comparison.Record)}\n");

        report.Append('\n');
        if (comparison.Record.Labels.Length > room.Labels)
            return;
        report.Append(comparison.Record.Seeds == 1
            ? "Gold label down, answered label across; eval rows.\n\n"
            : "Gold label down, answered label across; eval rows, the mean over seeds.\n\n");
        report.Append($"```{Fence}\n");
        report.AppendJoin('\n', comparison.Ranked.Take(room.Candidates).Select(candidate => Matrix(candidate, comparison.Record)));
        report.Append("```\n\n");
        if (comparison.Ranked.Length > room.Candidates)
            report.Append($"The matrices of the best {Figures.Count(room.Candidates)} candidates; the HTML form of the report has all.\n\n");
    }

    /// <summary>For how many candidates, and up to how many labels, matrices are shown.</summary>
    internal readonly record struct Room(int Candidates, int Labels);

    private static string Worst(ConfusionMatrix matrix, RunRecord record)
    {
        var worst = matrix.Confusions().Take(MostConfusions)
            .Select(confusion => confusion.Text(label => MarkdownText.Label(record.Labels[label])))
            .ToArray();
        return worst.Length == 0 ? "no confusion at all" : string.Join("; ", worst);
    }

    private static string Matrix(CandidateSummary candidate, RunRecord record)
    {
        var matrix = candidate.Confusion;
        var names = record.Labels.Select((label, index) => $"{Number(index),2} {MarkdownText.Clip(label, 24)}").ToArray();
        var width = Math.Max(MarkdownText.Width(candidate.Name), names.Max(MarkdownText.Width)) + 2;
        var text = new StringBuilder();
        text.Append(MarkdownText.Pad(MarkdownText.OneLine(candidate.Name), width, right: false))
            .AppendJoin("", names.Select((_, index) => $"{Number(index),4}")).Append("   ← answered\n");
        for (var gold = 0; gold < matrix.Labels; gold++)
        {
            text.Append(MarkdownText.Pad(names[gold], width, right: false));
            for (var answer = 0; answer < matrix.Labels; answer++)
                text.Append($"{Cell((double)matrix[gold, answer] / matrix.Seeds),4}");
            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Number(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);

    private static string Cell(double rows) => rows == 0 ? "·" : rows < 0.5 ? "<1" : Figures.Count(rows);
}
