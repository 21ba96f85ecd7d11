using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Silencers;
using AdaptLab.Results.Advising;

namespace AdaptLab.Cli.Files;

/// <summary>A spec, its data and what is wrong with either. Loads no model, and nothing of Torch.</summary>
/// <param name="Path">As shown.</param>
/// <param name="File">Null where there is no such text; <paramref name="Problem"/> then says why.</param>
/// <param name="Data">Null where something is wrong that leaves nothing to run.</param>
internal sealed record CheckedSpec(string Path, SpecFile? File, PlanData? Data, ImmutableArray<Diagnostic> Diagnostics, string? Problem)
{
    /// <summary>Without what the author has silenced.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; } =
        File is null ? Diagnostics : Silencing.Apply(File.Compilation, Diagnostics, filesAreRead: Data is not null, runIsKnown: false);

    /// <summary>What advice before a run is given from; null where something is wrong.</summary>
    public Situation? Situation { get; init; }

    public bool HasErrors => Problem is not null || Diagnostics.Any(diagnostic => diagnostic.IsError);

    /// <param name="options">Of what is left out, nothing is said that matters only to a run.</param>
    public static async Task<CheckedSpec> ReadAsync(string path, PlanOptions options, CancellationToken cancellation)
    {
        var (shown, file, problem) = SpecFile.Read(path);
        if (file is null)
            return new CheckedSpec(shown, null, null, [], problem);

        var compilation = file.Compilation;
        // What does not parse means something else than what was written: its files are not worth a word yet.
        if (!compilation.Tree.Diagnostics.IsEmpty)
            return new CheckedSpec(shown, file, null, compilation.Diagnostics, null);
        var reading = await SpecData.ReadAsync(compilation, file.FullPath, cancellation);
        return new CheckedSpec(shown, file, reading.Data, [.. compilation.Diagnostics, .. Planner.Unavailable(compilation.Spec, StrategyTraits.All, options), .. reading.Diagnostics], null)
        {
            Situation = reading.Situation,
        };
    }
}
