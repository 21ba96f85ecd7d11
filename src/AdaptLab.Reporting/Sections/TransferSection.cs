using System.Text;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Reporting.Sections;

/// <summary>What adapting brings over the base as it is, and the base over no base at all; and what the base forgets by it.</summary>
internal static class TransferSection
{
    public static void Write(StringBuilder report, Comparison comparison)
    {
        if (comparison.Transfers.IsEmpty && comparison.Forgettings.IsEmpty)
            return;

        var unadapted = comparison.Transfers.Where(transfer => transfer.Control.Run.IsUnadapted).Select(transfer => transfer.Control).DistinctBy(control => control.Name).ToArray();
        var scratch = comparison.Transfers.Any(transfer => !transfer.Control.Run.IsUnadapted);
        var forgets = !comparison.Forgettings.IsEmpty;
        var table = new MarkdownTable(
        [
            ("candidate", false),
            .. unadapted.Select(control => ($"against {MarkdownText.Inline(control.Name)}, unadapted", true)),
            .. scratch ? [("against scratch", true)] : Array.Empty<(string, bool)>(),
            .. forgets ? [("base skills, before and after", true), ("bits a byte of other text", true)] : Array.Empty<(string, bool)>(),
        ]);
        foreach (var candidate in comparison.Ranked)
        {
            var transfers = comparison.Transfers.Where(transfer => transfer.Candidate == candidate).ToArray();
            var forgetting = comparison.Forgettings.FirstOrDefault(forgetting => forgetting.Candidate == candidate);
            if (transfers.Length == 0 && forgetting is null)
                continue;
            table.Add(
            [
                MarkdownText.Inline(candidate.Name),
                .. unadapted.Select(control => Cell(transfers.FirstOrDefault(transfer => transfer.Control == control))),
                .. scratch ? [Cell(transfers.FirstOrDefault(transfer => !transfer.Control.Run.IsUnadapted))] : Array.Empty<string>(),
                .. forgets ? [forgetting?.Skills ?? Figures.None, forgetting?.Language ?? Figures.None] : Array.Empty<string>(),
            ]);
        }

        report.Append("## What adapting brings, and what it costs the base\n\n").Append(table).Append('\n');
        if (comparison.Transfers.Any(transfer => transfer.IsNegative) || comparison.Forgettings.Any(forgetting => forgetting.Sentence is not null))
            report.Append("⚠ marks a loss beyond chance: negative transfer where it is against a control, forgetting where it is against the base before.\n\n");
        if (forgets)
            report.Append($"Base skills are {Figures.Count(comparison.Forgettings[0].Candidate.Run.Seeds[0].Probe!.Before.Right.Length)} rows of small tasks that have nothing to do with this one; bits a byte say how well the network foretells a text that it has not seen, the fewer the better. Both tests are paired, and Holm-corrected together.\n\n");
    }

    private static string Cell(Transfer? transfer) => transfer?.Text ?? Figures.None;
}
