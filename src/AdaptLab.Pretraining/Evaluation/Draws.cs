namespace AdaptLab.Pretraining.Evaluation;

internal static class Draws
{
    /// <summary>The standard deviation of figures, one of each draw; 0 for one.</summary>
    public static double Spread(IReadOnlyCollection<double> figures)
    {
        if (figures.Count < 2) return 0;
        var mean = figures.Average();
        return Math.Sqrt(figures.Sum(figure => (figure - mean) * (figure - mean)) / (figures.Count - 1));
    }
}
