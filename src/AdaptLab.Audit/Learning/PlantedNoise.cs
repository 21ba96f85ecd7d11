namespace AdaptLab.Audit.Learning;

/// <summary>Which labels are probably wrong, by what is said of each row without it.</summary>
/// <remarks>
/// How well what is said tells right labels from wrong ones is learnt from the set itself, by planting: every label that a row
/// does not have is a mislabel that might have been, and what is said of the row stays the same under it. What a row's own
/// doubt then means (how far another label fits better, and how far that stands out among the rows of its set) was learnt
/// from planted mislabels in twelve public tasks that nothing is judged on, 4, 8 and 16 examples a label, one row in twelve
/// planted or none: a logistic regression of three numbers (`audit calibrate` of the benchmarks learns it anew). A set is too
/// small to learn from it how strange its strangest right row may be. Where more or fewer labels are probably wrong than usual,
/// that is counted in, until both agree (expectation and maximisation; Saerens, Latinne and Decaestecker 2002).
/// </remarks>
internal static class PlantedNoise
{
    private static readonly double[] Weights = [-0.789, 0.493, -3.973, 0.739];

    /// <summary>The share of wrong labels among what these were learnt from.</summary>
    private const double Usual = 0.037;

    /// <summary>How many rows that share is worth beside those at hand.</summary>
    private const double UsualRows = 60;

    private const int Rounds = 10;

    /// <summary>Where fewer pairs are told, nothing is known of how many labels are wrong.</summary>
    private const double LeastTold = 0.8;

    /// <summary>How far a row may stand out: further out there was next to nothing to learn from.</summary>
    private const double LeastStandOut = -4, MostStandOut = 6, MostDoubt = 6;

    /// <summary>The median of distances from the median, times this, is the deviation of what is normally distributed.</summary>
    private const double Normal = 1.4826;

    /// <param name="scores">Row by row, how well each label fits; without the row itself.</param>
    /// <param name="given">Of each row.</param>
    /// <returns>For each row the probability that its label is wrong, and the label that fits best instead; and how often a planted
    /// label fits worse than one that was given: 0.5 is chance.</returns>
    public static ((double Wrong, int Instead)[] Rows, double Told) Judge(IReadOnlyList<double[]> scores, IReadOnlyList<int> given)
    {
        var told = Told(scores, given);
        var evidence = Evidence(scores, given);
        double[] usual = [.. evidence.Select(row => LogOdds(row.Doubt, row.StandsOut, told))];
        double[] wrong = [.. usual.Select(odds => Probability(odds, Usual))];
        for (var round = 0; round < Rounds && told >= LeastTold; round++)
        {
            var share = (wrong.Sum() + Usual * UsualRows) / (wrong.Length + UsualRows);
            wrong = [.. usual.Select(odds => Probability(odds, share))];
        }

        return ([.. evidence.Select((row, i) => (wrong[i], row.Instead))], told);
    }

    /// <summary>The share of pairs of a planted and a given label in which the planted one is doubted more (Mann and Whitney).</summary>
    public static double Told(IReadOnlyList<double[]> scores, IReadOnlyList<int> given)
    {
        double[] sorted = [.. given.Select((label, row) => Doubt(scores[row], label)).Order()];
        var (sum, count) = (0.0, 0);
        for (var row = 0; row < given.Count; row++)
        {
            for (var label = 0; label < scores[row].Length; label++)
            {
                if (label == given[row])
                    continue;
                var below = Array.BinarySearch(sorted, Doubt(scores[row], label));
                sum += (below < 0 ? ~below : below) / (double)sorted.Length;
                count++;
            }
        }

        return count == 0 ? 0.5 : sum / count;
    }

    /// <summary>Of each row how much better another label fits, in deviations of all scores, and how many (robust) deviations that is
    /// from what is usual among the rows.</summary>
    internal static (double Doubt, double StandsOut, int Instead)[] Evidence(IReadOnlyList<double[]> scores, IReadOnlyList<int> given)
    {
        double[] doubts = [.. given.Select((label, row) => Doubt(scores[row], label))];
        var usual = Median(doubts);
        var deviation = Normal * Median(doubts.Select(doubt => Math.Abs(doubt - usual)));
        return [.. doubts.Select((doubt, row) => (doubt, deviation > 0 ? (doubt - usual) / deviation : 0, BestBut(scores[row], given[row])))];
    }

    private static double LogOdds(double doubt, double standsOut, double told) => Features(doubt, standsOut, told).Zip(Weights, (feature, weight) => feature * weight).Sum();

    /// <summary>What the logarithm of the odds that a label is wrong is a weighted sum of.</summary>
    internal static double[] Features(double doubt, double standsOut, double told) =>
        [1, Math.Clamp(doubt, -MostDoubt, MostDoubt), told, told * Math.Clamp(standsOut, LeastStandOut, MostStandOut)];

    /// <param name="odds">Their logarithm at the usual share of wrong labels.</param>
    private static double Probability(double odds, double share) => 1 / (1 + Usual / (1 - Usual) * (1 - share) / share * Math.Exp(-odds));

    private static double Doubt(double[] scores, int label) => scores[BestBut(scores, label)] - scores[label];

    private static int BestBut(double[] scores, int label)
    {
        var best = label == 0 ? 1 : 0;
        for (var other = 0; other < scores.Length; other++)
            best = other != label && scores[other] > scores[best] ? other : best;
        return best;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
