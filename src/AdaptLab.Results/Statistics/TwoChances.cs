namespace AdaptLab.Results.Statistics;

/// <summary>How far an estimate lies from the truth by chance, of which there are two kinds: which rows there are and which seeds there were.</summary>
/// <remarks>
/// The rows' variance is known well, the seeds' from a handful of seeds. To add the two and to take Student's distribution with
/// Welch's degrees of freedom fails where several tests share a level: where seeds happen to lie close together, their part looks
/// small and its uncertainty with it. So the average is taken over what the seeds' variance may be (their estimate times its degrees
/// of freedom over a χ²): the distribution of Behrens and Fisher, which does not claim too much. Seeds cannot differ by less than
/// chance in single rows makes them, however close they lie; that chance is within the rows' variance, too, and counted once.
/// </remarks>
/// <param name="rows">The variance over rows, chance in single rows included.</param>
/// <param name="rowDegrees">The degrees of freedom of that.</param>
/// <param name="seeds">The estimated variance over seeds, of the mean over them; zero where nothing depends on the seed.</param>
/// <param name="seedDegrees">The degrees of freedom of that.</param>
/// <param name="chance">The part of both that is chance in single rows; zero where nobody can tell.</param>
internal sealed class TwoChances(double rows, double rowDegrees, double seeds, double seedDegrees, double chance)
{
    /// <summary>Points at which the χ² density is added up: the sum is smooth, and more do not change what is printed.</summary>
    private const int Points = 100;

    /// <summary>From so many degrees of freedom on, Student's distribution is the normal one of a transformed value, to three digits.</summary>
    private const double Many = 30;

    private readonly (double Factor, double Weight)[] _mixture = seeds + chance > 0 ? Mixture(seedDegrees) : [];

    /// <summary>Of the variance, over rows alone.</summary>
    public double Rows => rows;

    private double OfRowsAlone => Math.Max(0, rows - chance);

    public double Variance => _mixture.Length == 0 ? rows : OfRowsAlone + Math.Max(seeds, chance);

    public double StandardError => Math.Sqrt(Variance);

    /// <summary>The same with the rows' variance so much larger that the whole is at least this.</summary>
    public TwoChances AtLeast(double variance) =>
        Variance >= variance ? this : new(rows + variance - Variance, rowDegrees, seeds, seedDegrees, chance);

    /// <summary>The same with so many times the rows: seeds stay as they are, but for what was chance in single rows.</summary>
    public TwoChances WithRows(double times) =>
        new(rows / times, rowDegrees, Math.Max(0, seeds - chance) + (Math.Min(seeds, chance) / times), seedDegrees, chance / times);

    /// <summary>The probability of an error at least as large, either way.</summary>
    public double P(double error)
    {
        error = Math.Abs(error);
        if (_mixture.Length == 0)
            return rows > 0 ? Distributions.StudentTwoSided(error / Math.Sqrt(rows), rowDegrees) : error == 0 ? 1 : 0;
        double p = 0;
        foreach (var (factor, weight) in _mixture)
        {
            var variance = OfRowsAlone + Math.Max(seeds * factor, chance);
            p += weight * (variance > 0 ? Tail(error / Math.Sqrt(variance), variance) : error == 0 ? 1 : 0);
        }

        return Math.Min(1, p);
    }

    /// <summary>The error that is exceeded with a probability of <paramref name="level"/>.</summary>
    public double Critical(double level)
    {
        if (Variance == 0)
            return 0;
        if (_mixture.Length == 0)
            return Distributions.StudentCritical(level, rowDegrees) * StandardError;
        double low = 0, high = 2 * StandardError;
        while (P(high) > level)
            (low, high) = (high, 2 * high);
        for (var step = 0; step < 40; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = P(middle) > level ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>With the seeds' variance given, that of the rows is the only one that is estimated.</summary>
    private double Tail(double t, double variance)
    {
        var alone = OfRowsAlone;
        var degrees = alone == 0 ? double.PositiveInfinity : rowDegrees * (variance / alone) * (variance / alone);
        return degrees < Many ? Distributions.StudentTwoSided(t, degrees)
            // Abramowitz and Stegun 26.7.8
            : Distributions.NormalTwoSided(double.IsInfinity(degrees) ? t : t * (1 - (1 / (4 * degrees))) / Math.Sqrt(1 + (t * t / (2 * degrees))));
    }

    /// <summary>By how much the truth may exceed an estimated variance, and how likely that is: the trapezoidal rule over the logarithm of χ².</summary>
    private static (double Factor, double Weight)[] Mixture(double degrees)
    {
        double low = -50 / Math.Max(1, degrees), high = Math.Log(degrees + (12 * Math.Sqrt(2 * degrees)) + 40);
        var points = new (double Factor, double Weight)[Points + 1];
        double total = 0;
        for (var i = 0; i <= Points; i++)
        {
            var logarithm = low + (i * (high - low) / Points);
            var weight = Math.Exp((degrees / 2 * logarithm) - (Math.Exp(logarithm) / 2) - (degrees / 2 * Math.Log(degrees)) + (degrees / 2));
            points[i] = (degrees / Math.Exp(logarithm), weight);
            total += weight;
        }

        for (var i = 0; i <= Points; i++)
            points[i].Weight /= total;
        return points;
    }
}
