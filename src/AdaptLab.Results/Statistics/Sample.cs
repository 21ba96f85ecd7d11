namespace AdaptLab.Results.Statistics;

/// <summary>Descriptive statistics of a handful of figures.</summary>
public static class Sample
{
    /// <summary>The sample standard deviation (n − 1); null for fewer than two figures, whose spread nobody knows.</summary>
    public static double? StandardDeviation(IReadOnlyCollection<double> figures) =>
        figures.Count < 2 ? null : Math.Sqrt(Variance(figures));

    /// <summary>The unbiased variance; zero for fewer than two figures.</summary>
    internal static double Variance(IReadOnlyCollection<double> figures)
    {
        if (figures.Count < 2)
            return 0;
        var mean = figures.Average();
        return figures.Sum(figure => (figure - mean) * (figure - mean)) / (figures.Count - 1);
    }

    /// <summary>The percentile by linear interpolation between the two nearest ranks (the default of NumPy and spreadsheets);
    /// null without figures.</summary>
    /// <param name="figures">In any order.</param>
    /// <param name="share">0.95 for p95.</param>
    public static double? Percentile(IEnumerable<double> figures, double share)
    {
        var sorted = figures.Order().ToArray();
        if (sorted.Length == 0)
            return null;

        var rank = share * (sorted.Length - 1);
        var below = (int)rank;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }
}
