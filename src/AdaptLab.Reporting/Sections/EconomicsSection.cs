using System.Text;
using AdaptLab.Results;
using AdaptLab.Results.Economics;
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

        var isPriced = comparison.Ranked.Any(candidate => candidate.Cost is not null || candidate.PreparationCost is not null);
        var table = new MarkdownTable(
        [
            ("candidate", false), ("examples to label", true), ("preparation, once", true), .. Money(("preparation cost", true)),
            ("time for 1,000 requests", true), ("tokens for 1,000 requests", true), .. Money(("cost of 1,000 requests", true)),
        ]);
        foreach (var candidate in comparison.Ranked)
        {
            table.Add(
            [
                MarkdownText.Inline(candidate.Name),
                candidate.Labelled == 0 ? Figures.None : Figures.Count(candidate.Labelled),
                Figures.Duration(candidate.PreparationSeconds),
                .. Money(Amount(candidate.PreparationCost)),
                // At the median, in milliseconds: as many thousandths of a second as there are thousand requests.
                candidate.P50Milliseconds is { } p50 ? Figures.Duration(p50 * Requests / 1000) : Figures.None,
                Figures.Count(candidate.PromptTokens * Requests),
                .. Money(Amount(candidate.Cost * Requests)),
            ]);
        }

        report.Append("## What it costs\n\n").Append(table).Append('\n');
        if (isPriced)
            report.Append($"Money is in the currency of the spec's prices{(comparison.Record.MachineHour is { } hour ? $"; an hour of this machine is {Figures.Money(hour)}" : "")}.\n\n");
        BreakEvens(report, comparison);

        T[] Money<T>(T cell) => isPriced ? [cell] : [];
    }

    /// <summary>From which volume on preparing pays: every two candidates that trade the one for the other.</summary>
    private static void BreakEvens(StringBuilder report, Comparison comparison)
    {
        if (comparison.BreakEvens.IsEmpty)
            return;
        var inMoney = comparison.BreakEvens.Any(breakEven => breakEven.IsInMoney);
        var table = new MarkdownTable(
        [
            ("takes more to prepare", false), ("takes more a request", false), ("pays, in time, after requests", true),
            .. inMoney ? [("in money", true)] : Array.Empty<(string, bool)>(),
        ]);
        foreach (var pair in comparison.BreakEvens.GroupBy(breakEven => (Prepared: breakEven.Prepared.Name, Ready: breakEven.Ready.Name)))
        {
            table.Add(
            [
                MarkdownText.Inline(pair.Key.Prepared), MarkdownText.Inline(pair.Key.Ready), Volume(pair.FirstOrDefault(breakEven => !breakEven.IsInMoney)),
                .. inMoney ? [Volume(pair.FirstOrDefault(breakEven => breakEven.IsInMoney))] : Array.Empty<string>(),
            ]);
        }

        report.Append("### When preparing pays\n\n").Append(table).Append('\n');
    }

    private static string Volume(BreakEven? breakEven) => breakEven is null ? Figures.None : Figures.About(breakEven.Requests);

    private static string Amount(double? money) => money is { } amount ? Figures.Money(amount) : Figures.None;
}
