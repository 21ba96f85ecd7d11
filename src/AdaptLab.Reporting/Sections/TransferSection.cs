using System.Text;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Reporting.Sections;

/// <summary>What adapting brings over the base as it is, and the base over no base at all.</summary>
internal static class TransferSection
{
    public static void Write(StringBuilder report, Comparison comparison)
    {
        if (comparison.Transfers.IsEmpty)
            return;

        var unadapted = comparison.Transfers.Where(transfer => transfer.Control.Run.IsUnadapted).Select(transfer => transfer.Control).DistinctBy(control => control.Name).ToArray();
        var scratch = comparison.Transfers.Any(transfer => !transfer.Control.Run.IsUnadapted);
        var table = new MarkdownTable(
        [
            ("candidate", false),
            .. unadapted.Select(control => ($"against {MarkdownText.Inline(control.Name)}, unadapted", true)),
            .. scratch ? [("against scratch", true)] : Array.Empty<(string, bool)>(),
        ]);
        foreach (var of in comparison.Transfers.GroupBy(transfer => transfer.Candidate.Name))
        {
            table.Add(
            [
                MarkdownText.Inline(of.Key),
                .. unadapted.Select(control => Cell(of.FirstOrDefault(transfer => transfer.Control == control))),
                .. scratch ? [Cell(of.FirstOrDefault(transfer => !transfer.Control.Run.IsUnadapted))] : Array.Empty<string>(),
            ]);
        }

        report.Append("## What adapting brings\n\n").Append(table).Append('\n');
        if (comparison.Transfers.Any(transfer => transfer.IsNegative))
            report.Append("⚠ marks a loss beyond chance: negative transfer.\n\n");
    }

    private static string Cell(Transfer? transfer) => transfer?.Text ?? Figures.None;
}
