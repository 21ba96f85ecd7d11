namespace AdaptLab.Results.Curves;

/// <summary>A 95 % interval of a number of examples that is read off a curve, which has two ends.</summary>
/// <param name="Low">0 where it may lie below the smallest part.</param>
/// <param name="High">Infinite where it may lie beyond the whole set.</param>
public readonly record struct ExampleRange(LearningCurve Curve, double Low, double High)
{
    /// <summary>It may lie anywhere: nothing is known.</summary>
    public bool IsAnything => Low == 0 && double.IsInfinity(High);

    /// <summary>"95 %: 48 to more than 260".</summary>
    public override string ToString() => $"95 %: {Limit(Low)} to {Limit(High)}";

    private string Limit(double examples) => examples switch
    {
        0 => $"{Figures.Count(Curve.Points[0].Examples)} or fewer",
        double.PositiveInfinity => $"more than {Figures.Count(Curve.Whole.Examples)}",
        _ => Figures.About(examples),
    };
}
