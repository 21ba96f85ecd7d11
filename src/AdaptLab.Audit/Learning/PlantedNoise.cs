namespace AdaptLab.Audit.Learning;

/// <summary>Which labels are probably wrong, by what is said of each row without it.</summary>
/// <remarks>
/// How much a doubt means is learnt by planting: every label that a row does not have is a mislabel that might have been, and
/// what is said of the row stays the same under it. How much more common a doubt is among these than among the labels given is
/// fitted by a logistic curve (Platt 1999), and makes of the usual share of wrong labels the probability of this one. Where what
/// is said cannot tell planted labels from given ones, the curve is flat, and nothing follows. Labels that are probably wrong
/// are then counted less among those given, and how many there are more or fewer than usual is counted in, until both agree
/// (expectation and maximisation).
/// </remarks>
internal static class PlantedNoise
{
    /// <summary>The share of wrong labels before anything is known. Well-kept test sets have 3.3 % (Northcutt et al. 2021).</summary>
    private const double Usual = 0.05;

    /// <summary>How many rows that share is worth beside those at hand.</summary>
    private const double UsualRows = 30;

    private const int Rounds = 8;

    /// <summary>Against curves that a handful of rows makes too steep.</summary>
    private const double Ridge = 1;

    private const int Steps = 50;

    /// <param name="scores">Row by row, how well each label fits; without the row itself.</param>
    /// <param name="given">Of each row.</param>
    /// <returns>For each row the probability that its label is wrong, and the label that fits best instead; and how often a planted
    /// label fits worse than one that was given: 0.5 is chance.</returns>
    public static ((double Wrong, int Instead)[] Rows, double Told) Judge(IReadOnlyList<double[]> scores, IReadOnlyList<int> given)
    {
        var doubts = new double[scores.Count];
        var planted = new List<double>();
        var judged = new (double Wrong, int Instead)[scores.Count];
        for (var i = 0; i < scores.Count; i++)
        {
            for (var label = 0; label < scores[i].Length; label++)
            {
                var best = BestBut(scores[i], label);
                var doubt = scores[i][best] - scores[i][label];
                if (label == given[i])
                    (doubts[i], judged[i].Instead) = (doubt, best);
                else
                    planted.Add(doubt);
            }
        }

        if (planted.Count == 0)
            return (judged, 0.5);
        var share = Usual;
        for (var round = 0; round < Rounds; round++)
        {
            var (height, slope) = Curve(doubts, [.. judged.Select(row => 1 - row.Wrong)], planted);
            for (var i = 0; i < judged.Length; i++)
                judged[i].Wrong = slope > 0 ? 1 / (1 + (1 - share) / share * Math.Exp(-height - slope * doubts[i])) : 0;
            share = (judged.Sum(row => row.Wrong) + Usual * UsualRows) / (judged.Length + UsualRows);
        }

        return (judged, Told(doubts, planted));
    }

    private static int BestBut(double[] scores, int label)
    {
        var best = label == 0 ? 1 : 0;
        for (var other = 0; other < scores.Length; other++)
            best = other != label && scores[other] > scores[best] ? other : best;
        return best;
    }

    /// <summary>The logarithm of how much more common a doubt is among the planted: a straight line. Both count alike in all.</summary>
    private static (double Height, double Slope) Curve(double[] given, double[] weights, List<double> planted)
    {
        var all = weights.Sum();
        var (a, b) = (0.0, 0.0);
        for (var step = 0; step < Steps; step++)
        {
            // Newton's step on the logistic loss.
            var (g0, g1, h00, h01, h11) = (0.0, Ridge * b, 1e-6, 0.0, Ridge);
            for (var i = 0; i < given.Length; i++)
                Add(given[i], 0, weights[i]);
            foreach (var doubt in planted)
                Add(doubt, 1, all / planted.Count);
            var determinant = h00 * h11 - h01 * h01;
            var (da, db) = ((h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant);
            (a, b) = (a - da, b - db);
            if (Math.Abs(da) + Math.Abs(db) < 1e-9)
                break;

            void Add(double doubt, double isPlanted, double weight)
            {
                var p = 1 / (1 + Math.Exp(-(a + b * doubt)));
                var (error, curvature) = ((p - isPlanted) * weight, p * (1 - p) * weight);
                g0 += error;
                g1 += error * doubt;
                h00 += curvature;
                h01 += curvature * doubt;
                h11 += curvature * doubt * doubt;
            }
        }

        return (a, b);
    }

    /// <summary>The share of pairs of a planted and a given label in which the planted one is doubted more (Mann and Whitney).</summary>
    private static double Told(double[] given, List<double> planted)
    {
        var sorted = given.Order().ToArray();
        return planted.Average(doubt =>
        {
            var below = Array.BinarySearch(sorted, doubt);
            return (below < 0 ? ~below : below) / (double)sorted.Length;
        });
    }
}
