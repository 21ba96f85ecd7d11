namespace AdaptLab.Reporting.Plots;

internal readonly record struct Box(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;

    public double Overlap(Box other) =>
        Math.Max(0, Math.Min(X + Width, other.X + other.Width) - Math.Max(X, other.X))
        * Math.Max(0, Math.Min(Y + Height, other.Y + other.Height) - Math.Max(Y, other.Y));

    public double Outside(Box bounds) => Width * Height - Overlap(bounds);

    public Box Grown(double by) => new(X - by, Y - by, Width + 2 * by, Height + 2 * by);
}

/// <param name="X">Of the point that is labelled.</param>
internal readonly record struct Labelled(double X, double Y, double Width, double Height);

/// <summary>Puts each point's label beside it so that no two cover each other, nor a point, nor an interval.</summary>
internal static class LabelPlacement
{
    public const double PointRadius = 5;

    private const int Rounds = 8;

    /// <param name="strokes">Lines that labels should rather not cross.</param>
    /// <returns>For each label its box. Deterministic.</returns>
    public static Box[] Place(IReadOnlyList<Labelled> labels, IReadOnlyList<Box> strokes, Box bounds)
    {
        var points = labels.Select(label => new Box(label.X - PointRadius, label.Y - PointRadius, 2 * PointRadius, 2 * PointRadius)).ToArray();
        var options = labels.Select(label => Options(label).ToArray()).ToArray();
        var chosen = options.Select(option => option[0].Box).ToArray();

        // Each in turn takes the best place given where the others stand; a few rounds settle it.
        for (var round = 0; round < Rounds; round++)
            for (var label = 0; label < labels.Count; label++)
                chosen[label] = options[label].MinBy(option => Cost(option, label)).Box;
        return chosen;

        double Cost((Box Box, double Penalty) option, int label) =>
            option.Penalty
            + 100 * option.Box.Outside(bounds)
            + 10 * chosen.Where((_, other) => other != label).Sum(other => option.Box.Grown(2).Overlap(other))
            + 10 * points.Sum(option.Box.Overlap)
            + 2 * strokes.Sum(option.Box.Overlap);
    }

    private static IEnumerable<(Box Box, double Penalty)> Options(Labelled label)
    {
        // Beside is read most easily; the farther away, the worse.
        for (double gap = 10, penalty = 0; gap < 100; gap += 9, penalty += 25)
        {
            double right = label.X + gap, left = label.X - gap - label.Width, middle = label.Y - label.Height / 2;
            double above = label.Y - gap - label.Height, below = label.Y + gap, centre = label.X - label.Width / 2;
            yield return (At(right, middle), penalty);
            yield return (At(left, middle), penalty + 4);
            yield return (At(right - 3, above + 6), penalty + 6);
            yield return (At(right - 3, below - 6), penalty + 6);
            yield return (At(left + 3, above + 6), penalty + 8);
            yield return (At(left + 3, below - 6), penalty + 8);
            yield return (At(centre, above), penalty + 12);
            yield return (At(centre, below), penalty + 12);
        }

        Box At(double x, double y) => new(x, y, label.Width, label.Height);
    }
}
