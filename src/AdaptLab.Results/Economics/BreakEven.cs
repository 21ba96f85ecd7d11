using System.Collections.Immutable;

namespace AdaptLab.Results.Economics;

/// <summary>After how many requests a candidate that takes more to prepare and less to answer has made up for it.</summary>
/// <param name="Prepared">The one that takes more to prepare.</param>
/// <param name="Ready">The one that takes less, and more for each request.</param>
/// <param name="Requests">In time on the machine of the run, or in money.</param>
/// <param name="IsInMoney">By the prices of the spec; else in time.</param>
public sealed record BreakEven(CandidateSummary Prepared, CandidateSummary Ready, double Requests, bool IsInMoney = false)
{
    /// <summary>"lora pays for its preparation (31 s) against rag after about 2,800 requests."; in money, "lora costs less than rag from about 2,800 requests on."</summary>
    public string Sentence => IsInMoney
        ? $"{Prepared.Name} costs less money than {Ready.Name} from about {Volume} on, its preparation ({Figures.Money(Prepared.PreparationCost ?? 0)}) included."
        : $"{Prepared.Name} pays for its preparation ({Figures.Duration(Prepared.PreparationSeconds)}) against {Ready.Name} after about {Volume}.";

    private string Volume => $"{Figures.About(Requests)} request{(Requests <= 1 ? "" : "s")}";

    /// <summary>Of every two candidates that trade preparation for cheaper requests, in the order of the ranking: in time, then in money.</summary>
    /// <remarks>
    /// Times of different runs are not weighed against each other, nor is a lead in speed that timing does not have. Where both are
    /// paid for by the hour of the same machine, money says what time has said already.
    /// </remarks>
    internal static ImmutableArray<BreakEven> Of(ImmutableArray<CandidateSummary> ranked) =>
    [
        .. from prepared in ranked
           from ready in ranked
           from breakEven in new[] { InTime(prepared, ready), InMoney(prepared, ready) }
           where breakEven is not null
           select breakEven,
    ];

    private static BreakEven? InTime(CandidateSummary prepared, CandidateSummary ready) =>
        prepared.PreparationSeconds > ready.PreparationSeconds && AreTimedTogether(prepared, ready)
        && Domination.IsClearlySlower(ready, prepared) && ready.P50Milliseconds > prepared.P50Milliseconds
            ? new BreakEven(prepared, ready, RequestsFor(prepared.PreparationSeconds - ready.PreparationSeconds, (ready.P50Milliseconds - prepared.P50Milliseconds).Value / 1000))
            : null;

    private static BreakEven? InMoney(CandidateSummary prepared, CandidateSummary ready) =>
        prepared is { PreparationCost: { } cost, Cost: { } perRequest } && ready is { PreparationCost: { } otherCost, Cost: { } otherPerRequest }
        && cost > otherCost && otherPerRequest > perRequest && (IsPaidByToken(prepared) || IsPaidByToken(ready))
            ? new BreakEven(prepared, ready, RequestsFor(cost - otherCost, otherPerRequest - perRequest), IsInMoney: true)
            : null;

    private static double RequestsFor(double once, double perRequest) => Math.Max(1, once / perRequest);

    private static bool AreTimedTogether(CandidateSummary one, CandidateSummary other) => one.LatencyFrom == other.LatencyFrom;

    private static bool IsPaidByToken(CandidateSummary candidate) => candidate.Run.Price is not null;
}
