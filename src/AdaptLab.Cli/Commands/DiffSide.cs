using AdaptLab.Cli.Files;
using AdaptLab.Cli.Rendering;
using AdaptLab.Cli.Terminal;
using AdaptLab.Data.Planning;
using AdaptLab.Language.Binding;
using AdaptLab.Results;
using AdaptLab.Results.Store;
using AdaptLab.Worker.Protocol;

namespace AdaptLab.Cli.Commands;

/// <summary>One side of a difference: a run, and the spec that it is of where that is at hand.</summary>
/// <param name="Spec">Null where only the run's report was named.</param>
internal sealed record DiffSide(Comparison Comparison, Spec? Spec)
{
    /// <summary>From a JSON report, from a spec's results in the store, or from those of a spec as it was at a commit.</summary>
    /// <param name="runs">Whether to measure what the store does not know.</param>
    /// <returns>Null where there is none, with the exit code; why is said on the screen.</returns>
    public static async Task<(DiffSide? Side, int ExitCode)> ReadAsync(string reference, bool runs, Screen error, CancellationToken cancellation)
    {
        if (SpecAtCommit.Parse(reference) is var (revision, path))
        {
            var (spec, problem) = await SpecAtCommit.ExtractAsync(revision, path, cancellation);
            if (spec is null)
                return Refuse(error, reference, problem!);
            using (spec)
                return await OfSpecAsync(spec.Path, reference, runs, error, cancellation);
        }

        if (reference.EndsWith(".adapt", StringComparison.OrdinalIgnoreCase))
            return await OfSpecAsync(reference, reference, runs, error, cancellation);
        var (comparison, unreadable) = RunFile.Read(reference);
        return comparison is null ? Refuse(error, reference, unreadable!) : (new DiffSide(comparison, null), ExitCode.Success);
    }

    private static async Task<(DiffSide? Side, int ExitCode)> OfSpecAsync(string path, string shown, bool runs, Screen error, CancellationToken cancellation)
    {
        var spec = await CheckedSpec.ReadAsync(path, PlanOptions.Default, cancellation);
        if (spec.Problem is not null)
            return Refuse(error, shown, spec.Problem);
        if (spec.HasErrors || spec.Data is null)
            return Refuse(error, shown, $"The spec has errors: {spec.Diagnostics.First(diagnostic => diagnostic.IsError).Message}");

        var (meaning, file) = (spec.File!.Compilation.Spec, spec.File);
        var results = StoredResults.Of(RunStore.Open(StorePlace.Of(file.FullPath)), file.FullPath, file.Hash, meaning, spec.Data);
        var missing = results.StaleCandidates;
        if (results.Record is { } record && missing.IsEmpty && results.UnansweredRows.IsEmpty)
            return (Of(record), ExitCode.Success);
        if (!runs)
        {
            var what = missing.IsEmpty ? "not run yet" : string.Join(", ", missing.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key} ({one.Value})"));
            return Refuse(error, shown, $"The store does not hold all results of this version: {what}. With --run, what is missing is measured first.");
        }

        return await MeasuredAsync();

        async Task<(DiffSide? Side, int ExitCode)> MeasuredAsync()
        {
            var report = Path.Combine(Path.GetTempPath(), $"adaptlab-{Guid.NewGuid():N}.json");
            try
            {
                // The result goes to standard output: what a run says goes with its progress.
                var exitCode = await new ComparisonSession(new ComparisonRequest(path, [report], PlanOptions.Default, AsJson: false, StoreUse.ReadAndWrite), error, error).RunAsync(cancellation);
                return exitCode is ExitCode.Success or ExitCode.RequirementNotMet && RunFile.Read(report).Comparison is { } comparison ? (Of(comparison.Record), ExitCode.Success) : (null, exitCode);
            }
            finally
            {
                File.Delete(report);
            }
        }

        // As the user has named it, and not where it lay for a moment.
        DiffSide Of(RunRecord record) => new(Comparison.Of(record with { SpecPath = shown.Replace('\\', '/') }), meaning);
    }

    private static (DiffSide?, int) Refuse(Screen error, string path, string problem)
    {
        new DiagnosticText(error).Write(path.Replace('\\', '/'), problem);
        return (null, ExitCode.UsageError);
    }
}
