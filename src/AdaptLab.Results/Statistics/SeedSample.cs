using System.Collections.Immutable;

namespace AdaptLab.Results.Statistics;

/// <summary>What one candidate shows of how its figure varies with the seed.</summary>
/// <param name="Figures">For each seed.</param>
/// <param name="Chance">The part of a seed's variance that is chance in single rows: a seed answers some of them rightly that another
/// one does not, and the other way round. Zero where nobody can tell it apart.</param>
public readonly record struct SeedSample(ImmutableArray<double> Figures, double Chance)
{
    public int Seeds => Figures.Length;

    /// <summary>Whether the seed made any difference: with one seed, or where nothing depends on it, there is no spread to know of.</summary>
    public bool Varies => Seeds > 1 && (Chance > 0 || Variance > 0);

    /// <summary>Of one seed.</summary>
    public double Variance => Sample.Variance(Figures);
}

/// <summary>What the candidates of a run show together of how far seeds differ.</summary>
/// <remarks>
/// Three seeds often lie close together by luck, and of many pairs the luckiest is found: a test that believes each candidate's own
/// spread claims too much. So no spread is taken to be smaller than it is on average over the candidates that depend on the seed, and
/// how well it is known counts by the seeds of all of them. What that takes for granted is that spreads are comparable; where one
/// candidate's is many times that of the others, it is known less well than is said here.
/// </remarks>
/// <param name="Variance">Of one seed, the mean over the candidates.</param>
public readonly record struct SeedSpread(double Variance, double DegreesOfFreedom)
{
    public static SeedSpread Of(IEnumerable<SeedSample> candidates)
    {
        double sum = 0, degrees = 0;
        foreach (var candidate in candidates.Where(candidate => candidate.Varies))
        {
            sum += candidate.Variance * (candidate.Seeds - 1);
            degrees += candidate.Seeds - 1;
        }

        return new SeedSpread(degrees == 0 ? 0 : sum / degrees, degrees);
    }

    /// <summary>The variance of a candidate's mean over its seeds.</summary>
    public double OfMean(SeedSample candidate) => candidate.Varies ? Math.Max(candidate.Variance, Variance) / candidate.Seeds : 0;
}
