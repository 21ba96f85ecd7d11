using System.Collections.Immutable;
using AdaptLab.Results.Metrics;

namespace AdaptLab.Results.Curves;

/// <summary>From how many examples of a set on one strategy does better than another that does better with fewer.</summary>
/// <remarks>Read as <see cref="CurveCrossing"/> is: from curves that never fall, on a logarithmic scale, with the interval of both together.</remarks>
/// <param name="Ahead">The curve that is ahead with the fewest examples.</param>
/// <param name="Overtaking">The one that is ahead with the whole set.</param>
/// <param name="Low">0 where it may be ahead from the smallest part on.</param>
/// <param name="High">Infinite where it may not be ahead with the whole set either.</param>
public sealed record StrategyCrossing(LearningCurve Ahead, LearningCurve Overtaking, double Examples, double Low, double High)
{
    /// <summary>"lora overtakes head at about 90 examples of contractors (95 %: 40 to more than 260)."</summary>
    public string Sentence => Range.IsAnything
        ? $"{Overtaking.Strategy} overtakes {Ahead.Strategy} at about {Figures.About(Examples)} of {Ahead.TrainingSet}, but these rows and seeds cannot tell whether and where."
        : $"{Overtaking.Strategy} overtakes {Ahead.Strategy} at about {Figures.About(Examples)} of {Ahead.TrainingSet} ({Range}).";

    private ExampleRange Range => new(Ahead, Low, High);

    /// <summary>Every two strategies whose curves over the same set cross.</summary>
    internal static ImmutableArray<StrategyCrossing> Of(ImmutableArray<LearningCurve> curves, Metric metric) =>
    [
        .. from ahead in curves
           from overtaking in curves
           where ahead.TrainingSet == overtaking.TrainingSet && ahead.Strategy != overtaking.Strategy
               && ahead.Points.Select(point => point.Examples).SequenceEqual(overtaking.Points.Select(point => point.Examples))
           let crossing = Of(ahead, overtaking, metric)
           where crossing is not null
           select crossing,
    ];

    private static StrategyCrossing? Of(LearningCurve ahead, LearningCurve overtaking, Metric metric)
    {
        double[] sizes = [.. ahead.Points.Select(point => (double)point.Examples)];
        ImmutableArray<CurvePoint> points = [.. ahead.Points, .. overtaking.Points];
        double Read(double[] scores) => At(sizes, scores[..sizes.Length], scores[sizes.Length..]);
        if (Read([.. points.Select(point => point.Score.Value)]) is not ({ } crossing and > 0 and < double.PositiveInfinity))
            return null;
        var (low, high) = CurveResamples.Limits(points, metric, Read);
        return new StrategyCrossing(ahead, overtaking, crossing, low, high);
    }

    /// <summary>From where on the second is ahead for good: 0 where it is so from the first size on, infinite where it is not at the last.</summary>
    internal static double At(double[] sizes, double[] first, double[] second)
    {
        double[] lead = [.. CurveCrossing.Monotonic(second).Zip(CurveCrossing.Monotonic(first), (overtaking, ahead) => overtaking - ahead)];
        if (lead[^1] <= 0)
            return double.PositiveInfinity;
        var behind = Array.FindLastIndex(lead, difference => difference <= 0);
        if (behind < 0)
            return 0;
        double below = Math.Log(sizes[behind]), above = Math.Log(sizes[behind + 1]);
        return Math.Exp(below + (-lead[behind] / (lead[behind + 1] - lead[behind]) * (above - below)));
    }
}
