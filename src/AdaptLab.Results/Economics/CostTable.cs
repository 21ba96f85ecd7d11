using System.Collections.Immutable;

namespace AdaptLab.Results.Economics;

/// <summary>What it takes to get candidates ready and to answer with them, as text: the same cells on every surface.</summary>
public static class CostTable
{
    private const int Requests = 1000;

    /// <summary>Of the candidates that ran to their end, the best first; with money where the spec says what something costs.</summary>
    public static SummaryTable Of(Comparison comparison)
    {
        var isPriced = IsPriced(comparison);
        var isCounted = comparison.Ranked.Any(candidate => candidate.PreparationTokens is not null);
        return new SummaryTable(
            [
                new("candidate", false), new("examples to label", true), new("preparation, once", true), .. Counted(new SummaryColumn("tokens to prepare", true)), .. Money(new SummaryColumn("preparation cost", true)),
                new("time for 1,000 requests", true), new("tokens for 1,000 requests", true), .. Money(new SummaryColumn("cost of 1,000 requests", true)),
            ],
            [.. comparison.Ranked.Select(Row)]);

        ImmutableArray<string> Row(CandidateSummary candidate) =>
        [
            candidate.Name,
            candidate.Labelled == 0 ? Figures.None : Figures.Count(candidate.Labelled),
            Figures.Duration(candidate.PreparationSeconds),
            .. Counted(candidate.PreparationTokens is { } tokens ? Figures.Count(tokens) : Figures.None),
            .. Money(Amount(candidate.PreparationCost)),
            // At the median, in milliseconds: as many thousandths of a second as there are thousand requests.
            candidate.P50Milliseconds is { } p50 ? Figures.Duration(p50 * Requests / 1000) : Figures.None,
            Figures.Count(candidate.PromptTokens * Requests),
            .. Money(Amount(candidate.Cost * Requests)),
        ];

        T[] Money<T>(T cell) => isPriced ? [cell] : [];
        T[] Counted<T>(T cell) => isCounted ? [cell] : [];
    }

    /// <summary>What money is counted in; null where nothing has a price.</summary>
    public static string? Note(Comparison comparison) => IsPriced(comparison)
        ? $"Money is in the currency of the spec's prices{(comparison.Record.MachineHour is { } hour ? $"; an hour of this machine is {Figures.Money(hour)}" : "")}."
        : null;

    /// <summary>From which volume on preparing pays: every two candidates that trade the one for the other. Without rows where no two do.</summary>
    public static SummaryTable WhenPreparingPays(Comparison comparison)
    {
        var inMoney = comparison.BreakEvens.Any(breakEven => breakEven.IsInMoney);
        return new SummaryTable(
            [
                new("takes more to prepare", false), new("takes more a request", false), new("pays, in time, after requests", true),
                .. inMoney ? [new SummaryColumn("in money", true)] : Array.Empty<SummaryColumn>(),
            ],
            [.. comparison.BreakEvens.GroupBy(breakEven => (Prepared: breakEven.Prepared.Name, Ready: breakEven.Ready.Name)).Select(Row)]);

        ImmutableArray<string> Row(IGrouping<(string Prepared, string Ready), BreakEven> pair) =>
        [
            pair.Key.Prepared, pair.Key.Ready, Volume(pair.FirstOrDefault(breakEven => !breakEven.IsInMoney)),
            .. inMoney ? [Volume(pair.FirstOrDefault(breakEven => breakEven.IsInMoney))] : Array.Empty<string>(),
        ];
    }

    private static bool IsPriced(Comparison comparison) => comparison.Ranked.Any(candidate => candidate.Cost is not null || candidate.PreparationCost is not null);

    private static string Volume(BreakEven? breakEven) => breakEven is null ? Figures.None : Figures.About(breakEven.Requests);

    private static string Amount(double? money) => money is { } amount ? Figures.Money(amount) : Figures.None;
}
