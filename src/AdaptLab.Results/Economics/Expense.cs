using AdaptLab.Language.Schema;

namespace AdaptLab.Results.Economics;

/// <summary>What a candidate costs in money, by the prices that the spec declares: of tokens behind a server, of an hour on this machine.</summary>
internal static class Expense
{
    private const double SecondsAnHour = 3600;

    /// <summary>Null where the price is not told.</summary>
    /// <param name="milliseconds">Of the requests that were timed, which stand for all.</param>
    public static double? OfRequest(RunRecord record, CandidateRun run, double[] milliseconds)
    {
        if (!RunsHere(record, run))
        {
            var tokens = run.Seeds.SelectMany(seed => seed.Tokens ?? []).ToArray();
            return run.Price is { } price && tokens.Length > 0 ? tokens.Average(price.Of) : null;
        }

        return record.MachineHour is { } hour && milliseconds.Length > 0 ? milliseconds.Average() / 1000 * hour / SecondsAnHour : null;
    }

    /// <summary>Whatever the model, it is this machine that trains, indexes and chooses: behind a server nothing is prepared.</summary>
    public static double? OfPreparation(RunRecord record, CandidateRun run) =>
        record.MachineHour is { } hour ? run.Seeds.Average(seed => seed.PreparationSeconds) * hour / SecondsAnHour
        : !RunsHere(record, run) && run.Price is not null ? 0
        : null;

    private static bool RunsHere(RunRecord record, CandidateRun run) => Providers.Find(record.ModelOf(run).Provider) is not { IsRemote: true };
}
