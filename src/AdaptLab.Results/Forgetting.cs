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
        var tests = probed.Select(candidate => candidate.Run.Seeds.Select(seed => seed.Probe!).ToArray()).Select(probes => (
            Skills: Test(probes, outcome => [.. outcome.Right.Select(right => right ? 1.0 : 0)]),
            Bits: Test(probes, outcome => outcome.BitsPerByte))).ToArray();
        var p = Holm.Adjust([.. tests.SelectMany(test => new[] { test.Skills.P, test.Bits.P })]);
        return
        [
            .. probed.Select((candidate, i) => new Forgetting(
                candidate, tests[i].Skills.Before, tests[i].Skills.After, p[2 * i], tests[i].Bits.Before, tests[i].Bits.After, p[(2 * i) + 1])),
        ];
    }

    /// <summary>Row by row and paragraph by paragraph; every seed against the one base.</summary>
    private static (double Before, double After, double P) Test(Probe[] probes, Func<ProbeOutcome, ImmutableArray<double>> figures)
    {
        var before = figures(probes[0].Before);
        var sampling = Sampling.Independent(before.Length);
        var test = PairedDifference.OfMeans(new RowScores([.. probes.Select(probe => figures(probe.After))], sampling), new RowScores([before], sampling));
        return (before.Average(), before.Average() + test.Difference, test.P);
    }

    private static string Bits(double bits) => bits.ToString("0.00", CultureInfo.InvariantCulture);
}
