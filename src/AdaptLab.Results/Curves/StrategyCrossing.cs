using System.Collections.Immutable;
using AdaptLab.Results.Metrics;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Results.Curves;

/// <summary>From how many examples of a set on one strategy does better than another that does better with fewer.</summary>
/// <remarks>Read as <see cref="CurveCrossing"/> is: from curves that never fall, on a logarithmic scale, with a bootstrap over rows and seeds of both.</remarks>
/// <param name="Ahead">The curve that is ahead with the fewest examples.</param>
/// <param name="Overtaking">The one that is ahead with the whole set.</param>
/// <param name="Low">0 where it may be ahead from the smallest part on.</param>
/// <param name="High">Infinite where it may not be ahead with the whole set either.</param>
public sealed record StrategyCrossing(LearningCurve Ahead, LearningCurve Overtaking, double Examples, double Low, double High)
{
    private const int Resamples = 1000;

    /// <summary>"lora overtakes head at about 90 examples of contractors (95 %: 40 to more than 260)."</summary>
    public string Sentence => Low == 0 && double.IsInfinity(High)
        ? $"{Overtaking.Strategy} overtakes {Ahead.Strategy} at about {Figures.About(Examples)} of {Ahead.TrainingSet}, but these rows and seeds cannot tell whether and where."
        : $"{Overtaking.Strategy} overtakes {Ahead.Strategy} at about {Figures.About(Examples)} of {Ahead.TrainingSet} (95 %: {Limit(Low)} to {Limit(High)}).";

    private string Limit(double examples) => examples switch
    {
        0 => $"{Figures.Count(Ahead.Points[0].Examples)} or fewer",
        double.PositiveInfinity => $"more than {Figures.Count(Ahead.Whole.Examples)}",
        _ => Figures.About(examples),
    };

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
        double[] first = [.. ahead.Points.Select(point => point.Score.Value)], second = [.. overtaking.Points.Select(point => point.Score.Value)];
        if (At(sizes, first, second) is not ({ } crossing and > 0 and < double.PositiveInfinity))
            return null;

        // Fixed, as for every bootstrap: the same record always gives the same report.
        var random = new Random(1);
        var drawn = Bootstrap.Draws(metric.Sampling, Resamples)
            .Select(times => At(sizes, Scores(ahead, times), Scores(overtaking, times)))
            .Order().ToArray();
        return new StrategyCrossing(ahead, overtaking, crossing, drawn[(int)(0.025 * Resamples)], drawn[^((int)(0.025 * Resamples) + 1)]);

        double[] Scores(LearningCurve curve, int[] times) => [.. curve.Points.Select(point => CurveCrossing.Score(point, times, metric, random))];
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
