using System.Collections.Immutable;
using System.Globalization;
using AdaptLab.Results.Metrics;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Results;

/// <summary>What adapting has cost the base of what it could do before: small tasks of other kinds, and foretelling text.</summary>
/// <param name="Candidate">One that trains the base's weights.</param>
/// <param name="SkillsBefore">The share of the probe's rows that the base answers rightly.</param>
/// <param name="SkillsAfter">The same of the adapted weights, the mean over seeds.</param>
/// <param name="SkillsP">Of the paired test over rows and seeds, after Holm's correction over all such tests of the run.</param>
/// <param name="BitsBefore">Bits per byte of held-out text, the mean over its paragraphs.</param>
/// <param name="BitsP">Likewise, over paragraphs and seeds.</param>
public sealed record Forgetting(
    CandidateSummary Candidate, double SkillsBefore, double SkillsAfter, double SkillsP, double BitsBefore, double BitsAfter, double BitsP)
{
    /// <summary>It does worse at what the base could do, beyond chance.</summary>
    public bool LosesSkills => SkillsAfter < SkillsBefore && SkillsP < Comparison.Level;

    /// <summary>It foretells text less well, beyond chance.</summary>
    public bool LosesLanguage => BitsAfter > BitsBefore && BitsP < Comparison.Level;

    /// <summary>"85.4 % → 71.0 %, p = 0.004", with a sign of warning where it is a loss beyond chance.</summary>
    public string Skills => $"{(LosesSkills ? "⚠ " : "")}{Figures.Percent(SkillsBefore)} → {Figures.Percent(SkillsAfter)}, {Figures.P(SkillsP)}";

    /// <summary>"1.93 → 2.10, p &lt; 0.001", likewise.</summary>
    public string Language => $"{(LosesLanguage ? "⚠ " : "")}{Bits(BitsBefore)} → {Bits(BitsAfter)}, {Figures.P(BitsP)}";

    /// <summary>"lora forgets: …"; null where nothing is lost beyond chance.</summary>
    public string? Sentence
    {
        get
        {
            string[] losses =
            [
                .. LosesSkills ? [$"it answers {Figures.Distance(SkillsBefore - SkillsAfter)} fewer of the small tasks that the base could do ({Figures.P(SkillsP)})"] : Array.Empty<string>(),
                .. LosesLanguage ? [$"a byte of other text takes it {Bits(BitsAfter - BitsBefore)} bits more ({Figures.P(BitsP)})"] : Array.Empty<string>(),
            ];
            return losses.Length == 0 ? null : $"{Candidate.Name} forgets: {string.Join(", and ", losses)}. It matters where the same weights serve other tasks, too.";
        }
    }

    internal static ImmutableArray<Forgetting> Of(ImmutableArray<CandidateSummary> ranked)
    {
        var probed = ranked.Where(candidate => !candidate.Run.Seeds.IsEmpty && candidate.Run.Seeds.All(seed => seed.Probe is not null)).ToArray();
        var (skills, bits) = (Tests(probed, outcome => [.. outcome.Right.Select(right => right ? 1.0 : 0)]), Tests(probed, outcome => outcome.BitsPerByte));
        var p = Holm.Adjust([.. skills.Zip(bits).SelectMany(test => new[] { test.First.P, test.Second.P })]);
        return
        [
            .. probed.Select((candidate, i) => new Forgetting(
                candidate, skills[i].Before, skills[i].After, p[2 * i], bits[i].Before, bits[i].After, p[(2 * i) + 1])),
        ];
    }

    /// <summary>Row by row and paragraph by paragraph; every seed against the one base.</summary>
    private static (double Before, double After, double P)[] Tests(CandidateSummary[] probed, Func<ProbeOutcome, ImmutableArray<double>> figures)
    {
        var pairs = probed.Select(candidate =>
        {
            var before = figures(candidate.Run.Seeds[0].Probe!.Before);
            var sampling = Sampling.Independent(before.Length);
            return (Before: new RowScores([before], sampling), After: new RowScores([.. candidate.Run.Seeds.Select(seed => figures(seed.Probe!.After))], sampling));
        }).ToArray();
        var spread = SeedSpread.Of(pairs.Select(pair => pair.After.OfSeeds));
        return [.. pairs.Select(pair => (pair.Before.SeedMeans[0], pair.After.SeedMeans.Average(), PairedDifference.OfMeans(pair.After, pair.Before, spread).P))];
    }

    private static string Bits(double bits) => bits.ToString("0.00", CultureInfo.InvariantCulture);
}
