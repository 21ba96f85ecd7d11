namespace AdaptLab.Audit.Learning;

/// <summary>Whether two samples of texts can be told apart: a classifier is given which is which, and asked about each text
/// without having seen it (classifier two-sample test; Lopez-Paz and Oquab 2017).</summary>
/// <param name="Auc">How often it takes a text of the second sample for more of the second than one of the first; 0.5 is chance.</param>
/// <param name="P">The share of random divisions of the same texts that are told apart as well.</param>
internal readonly record struct TwoSample(double Auc, double P)
{
    private const double Penalty = 0.5;
    private const int Permutations = 199;

    /// <param name="kernel">Cosines of all texts with one another.</param>
    /// <param name="isSecond">Of each text.</param>
    /// <param name="strata">Texts change sides only with those of the same stratum.</param>
    public static TwoSample Test(IEnumerable<float[]> kernel, bool[] isSecond, IReadOnlyList<int> strata, CancellationToken cancellation)
    {
        var n = isSecond.Length;
        var matrix = new double[n][];
        foreach (var (i, cosines) in kernel.Index())
        {
            matrix[i] = [.. cosines];
            matrix[i][i] = 1 + Penalty;
        }

        // Which text is on which side is no part of it, so that each division costs one product with it.
        var inverse = PositiveMatrix.InverseOf(matrix, cancellation);
        double[] diagonal = [.. Enumerable.Range(0, n).Select(inverse.Diagonal)];
        var members = Enumerable.Range(0, n).GroupBy(i => strata[i]).Select(stratum => stratum.ToArray()).ToArray();
        var random = new Random(4_711);
        var observed = AucOf(inverse, diagonal, isSecond);
        var asGood = 1;
        for (var round = 0; round < Permutations; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var shuffled = new bool[n];
            foreach (var stratum in members)
            {
                bool[] sides = [.. stratum.Select(i => isSecond[i])];
                random.Shuffle(sides);
                for (var i = 0; i < stratum.Length; i++)
                    shuffled[stratum[i]] = sides[i];
            }

            asGood += AucOf(inverse, diagonal, shuffled) >= observed ? 1 : 0;
        }

        return new TwoSample(observed, asGood / (Permutations + 1.0));
    }

    private static double AucOf(PositiveMatrix inverse, double[] diagonal, bool[] isSecond)
    {
        var share = isSecond.Count(second => second) / (double)isSecond.Length;
        double[] target = [.. isSecond.Select(second => (second ? 1 : 0) - share)];
        double[] scores = [.. inverse.Times(target).Zip(diagonal, (weight, size) => weight / size).Zip(target, (share, side) => side - share)];
        // Mann and Whitney's count, by ranks.
        var (rankSum, seconds) = (0.0, 0);
        foreach (var (rank, i) in Enumerable.Range(0, scores.Length).OrderBy(i => scores[i]).Index())
            (rankSum, seconds) = isSecond[i] ? (rankSum + rank + 1, seconds + 1) : (rankSum, seconds);
        return (rankSum - seconds * (seconds + 1) / 2.0) / ((double)seconds * (scores.Length - seconds));
    }
}
