using System.Collections.Immutable;

namespace AdaptLab.Results.Store;

/// <summary>What the runs of one spec came to: which units hold their results, and what shaped each of them. By this a
/// result that no longer holds is still shown, and told why.</summary>
/// <param name="Spec">The spec's path, relative to the folder that the store lies in, with forward slashes.</param>
/// <param name="Started">The last run.</param>
/// <param name="Runs">The last so many runs, the latest first; null in a manifest from before they were kept.</param>
public sealed record SpecManifest(string Spec, DateTimeOffset Started, ImmutableArray<ManifestUnit> Units, ImmutableArray<PastRun>? Runs = null)
{
    /// <summary>What one can take in; a longer history belongs into version control, as reports.</summary>
    private const int MostRuns = 50;

    public SpecManifest With(PastRun run) => this with { Runs = [run, .. (Runs ?? []).Take(MostRuns - 1)] };

    public ManifestUnit? Find(string strategy, string trainingSet, int seed, int fold) => Units.FirstOrDefault(unit =>
        unit.Strategy == strategy && unit.TrainingSet == trainingSet && unit.Seed == seed && unit.Fold == fold);

    /// <summary>With what a later run came to; of the same candidate, seed and fold the later one counts.</summary>
    public SpecManifest With(DateTimeOffset started, IEnumerable<ManifestUnit> units)
    {
        var added = units.ToImmutableArray();
        return this with
        {
            Started = started,
            Units = [.. Units.Where(old => !added.Any(unit => unit.IsSamePlace(old))), .. added],
        };
    }
}

/// <param name="Parts">What shaped it, each by its hash or its value: "examples", "model", "shots", …</param>
/// <param name="Failure">Why it did not run to its end; null where it did, or was stopped.</param>
public sealed record ManifestUnit(
    string Strategy,
    string TrainingSet,
    int Seed,
    int Fold,
    string Key,
    ImmutableSortedDictionary<string, string> Parts,
    string? Failure = null)
{
    /// <summary>Under which keys the preparations of its parts are kept; null where it keeps none.</summary>
    public ImmutableArray<string>? KeptParts { get; init; }

    internal bool IsSamePlace(ManifestUnit other) =>
        Strategy == other.Strategy && TrainingSet == other.TrainingSet && Seed == other.Seed && Fold == other.Fold;
}
