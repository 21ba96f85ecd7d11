using System.Collections.Immutable;

namespace AdaptLab.Results.Store;

/// <summary>An answer with the run that gave it.</summary>
/// <param name="Session">The start of that run.</param>
public readonly record struct AnsweredRow(Prediction Prediction, double Milliseconds, int PromptTokens, StoredSession Session, string? Note, int CompletionTokens = 0,
    ImmutableArray<Citation>? Citations = null)
{
    public static AnsweredRow Of(StoredUnit unit, StoredRow row) =>
        new(row.Prediction, row.Milliseconds, row.PromptTokens, unit.Sessions[row.Session], row.Note, row.CompletionTokens, row.Citations);
}

/// <summary>From answers of several runs to the result of one seed.</summary>
public static class SeedAssembly
{
    /// <param name="rows">One for each eval row.</param>
    /// <param name="now">The run that asks; null where nothing runs. Latencies of other machines than <paramref name="machine"/> are left out.</param>
    public static SeedRun Of(
        int seed, ImmutableArray<AnsweredRow> rows, double preparationSeconds, long peakMemoryBytes, StoredSession? now, MachineInfo machine)
    {
        var timed = Timed(rows, now, machine);
        return new SeedRun(
            seed,
            [.. rows.Select(row => row.Prediction)],
            [.. timed.Select(row => row.Milliseconds)],
            preparationSeconds,
            rows.Average(row => (double)row.PromptTokens),
            peakMemoryBytes,
            rows.Count(row => row.Session != now),
            timed is [var first, ..] && first.Session != now ? first.Session.Started : null,
            // Who runs a model pays for no token.
            rows.Any(row => row.CompletionTokens > 0) ? [.. rows.Select(row => new TokenCount(row.PromptTokens, row.CompletionTokens))] : null,
            RowCitations.Of([.. rows.Select(row => row.Citations ?? [])]));
    }

    /// <summary>Several notes of one wording are one with a count: "For 3 requests fewer than 4 passages …".</summary>
    public static IEnumerable<string> Notes(IEnumerable<AnsweredRow> rows) =>
        rows.Select(row => row.Note).OfType<string>().CountBy(note => note).Select(note => $"For {Figures.Count(note.Value, "request")} {note.Key}");

    /// <summary>Rows whose times were taken under the same conditions. Those of the run at hand, unless it answered so few
    /// that an earlier run says more.</summary>
    private static AnsweredRow[] Timed(ImmutableArray<AnsweredRow> rows, StoredSession? now, MachineInfo machine)
    {
        var fresh = rows.Where(row => row.Session == now).ToArray();
        if (fresh.Length * 2 >= rows.Length)
            return fresh;
        return rows
            .Where(row => IsSame(row.Session.Machine, machine))
            .GroupBy(row => row.Session)
            .OrderByDescending(session => session.Count())
            .ThenByDescending(session => session.Key.Started)
            .FirstOrDefault()?.ToArray() ?? [];
    }

    private static bool IsSame(MachineInfo one, MachineInfo other) =>
        one.Processor == other.Processor && one.Cores == other.Cores && one.OperatingSystem == other.OperatingSystem;
}
