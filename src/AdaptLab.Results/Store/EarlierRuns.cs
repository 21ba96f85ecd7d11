using System.Globalization;

namespace AdaptLab.Results.Store;

/// <summary>What a record says of the runs before it that its figures come from.</summary>
public static class EarlierRuns
{
    public static IEnumerable<string> Notes(RunRecord record)
    {
        // Points of curves are asked as the candidates are; they are timed by nobody.
        var seeds = Seeds(record.Candidates.Concat(record.Curve)).ToArray();
        var (reused, all) = (seeds.Sum(seed => seed.ReusedRows), seeds.Sum(seed => seed.Predictions.Length));
        return reused == 0 ? [] : LatencyNotes(record).Prepend(reused == all
            ? "No answer is new: all were given in earlier runs, and nothing that shapes them has changed (--fresh asks anew)."
            : $"Of {Figures.Count(all, "answer")}, {Figures.Count(reused)} were given in earlier runs, and nothing that shapes them has changed (--fresh asks anew).");
    }

    /// <summary>Where latencies are not this run's, whose they are; where they are nobody's, why.</summary>
    public static IEnumerable<string> LatencyNotes(RunRecord record)
    {
        var runs = Seeds(record.Candidates).Select(seed => seed.LatenciesFrom).OfType<DateTimeOffset>().Distinct().Order().Select(Time).Distinct().ToArray();
        if (runs.Length > 0)
            yield return $"Latencies marked {SummaryTable.EarlierMark} were measured in {(runs.Length == 1 ? "the run" : "the runs")} of {string.Join(", ", runs)}.";
        if (Seeds(record.Candidates).Any(seed => seed.LatenciesMilliseconds.IsEmpty))
            yield return "Latencies that were measured on another machine are left out.";
    }

    private static IEnumerable<SeedRun> Seeds(IEnumerable<CandidateRun> runs) =>
        runs.Where(candidate => candidate.Failure is null).SelectMany(candidate => candidate.Seeds);

    private static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
