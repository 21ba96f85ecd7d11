using System.Collections.Immutable;

namespace AdaptLab.Results.Economics;

/// <summary>After how many requests a candidate that takes longer to prepare and less to answer has made up for it.</summary>
/// <param name="Prepared">The one that takes longer to prepare.</param>
/// <param name="Ready">The one that is ready sooner and answers more slowly.</param>
/// <param name="Requests">In time on the machine of the run.</param>
public sealed record BreakEven(CandidateSummary Prepared, CandidateSummary Ready, double Requests)
{
    /// <summary>"lora pays for its preparation (31 s) against rag after about 2,800 requests."</summary>
    public string Sentence =>
        $"{Prepared.Name} pays for its preparation ({Figures.Duration(Prepared.PreparationSeconds)}) against {Ready.Name} after about {Figures.About(Requests)} request{(Requests <= 1 ? "" : "s")}.";

    /// <summary>Of every two candidates that trade preparation for speed, in the order of the ranking.</summary>
    /// <remarks>Times of different runs are not weighed against each other, nor is a lead in speed that timing does not have.</remarks>
    internal static ImmutableArray<BreakEven> Of(ImmutableArray<CandidateSummary> ranked) =>
    [
        .. from prepared in ranked
           from ready in ranked
           where prepared.PreparationSeconds > ready.PreparationSeconds
               && prepared.LatencyFrom == ready.LatencyFrom
               && Domination.IsClearlySlower(ready, prepared)
               && ready.P50Milliseconds > prepared.P50Milliseconds
           let perRequest = (ready.P50Milliseconds!.Value - prepared.P50Milliseconds!.Value) / 1000
           select new BreakEven(prepared, ready, Math.Max(1, (prepared.PreparationSeconds - ready.PreparationSeconds) / perRequest)),
    ];
}
