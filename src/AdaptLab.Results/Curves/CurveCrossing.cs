using System.Collections.Immutable;
using AdaptLab.Results.Metrics;

namespace AdaptLab.Results.Curves;

/// <summary>How many examples of a larger set do as much as all of a smaller one, with the same strategy: what careful examples are
/// worth in others.</summary>
/// <remarks>
/// The curve over the larger set is made monotonic (the least squares fit that never falls) and read between its points on a
/// logarithmic scale. The interval is that of both curves together (<see cref="CurveResamples"/>).
/// </remarks>
/// <param name="Few">The curve over the smaller set, of which the whole counts.</param>
/// <param name="Many">The curve over the larger set.</param>
/// <param name="Examples">0 where the smallest part does as much already, infinite where the whole set does not.</param>
public sealed record CurveCrossing(LearningCurve Few, LearningCurve Many, double Examples, double Low, double High)
{
    /// <summary>"lora: it takes about 110 of contractors to do as much as 24 of expert (95 %: 48 to more than 260)."</summary>
    public string Sentence => Examples switch
    {
        _ when Range.IsAnything => $"{Few.Strategy}: these rows and seeds cannot tell how many of {Many.TrainingSet} do as much as {Goal}.",
        0 => $"{Few.Strategy}: {Figures.Count(Many.Points[0].Examples)} of {Many.TrainingSet} do as much as {Goal} already ({Range}).",
        double.PositiveInfinity => $"{Few.Strategy}: all {Figures.Count(Many.Whole.Examples)} of {Many.TrainingSet} do not do as much as {Goal} ({Range}).",
        _ => $"{Few.Strategy}: it takes about {Figures.About(Examples)} of {Many.TrainingSet} to do as much as {Goal} ({Range}).",
    };

    /// <summary>What the lower end says by itself: "to head, 24 of expert are worth at least 110 of contractors."</summary>
    public string Worth => $"to {Few.Strategy}, {Goal} are worth {(double.IsInfinity(Low) ? $"more than all {Figures.Count(Many.Whole.Examples)}" : $"at least {Figures.About(Low)}")} of {Many.TrainingSet}.";

    private string Goal => $"{Figures.Count(Few.Whole.Examples)} of {Few.TrainingSet}";

    private ExampleRange Range => new(Many, Low, High);

    /// <summary>For each strategy, every two sets of different size.</summary>
    internal static ImmutableArray<CurveCrossing> Of(ImmutableArray<LearningCurve> curves, Metric metric) =>
    [
        .. from few in curves
           from many in curves
           where few.Strategy == many.Strategy && few.Whole.Examples < many.Whole.Examples
           select Of(few, many, metric),
    ];

    private static CurveCrossing Of(LearningCurve few, LearningCurve many, Metric metric)
    {
        double[] sizes = [.. many.Points.Select(point => (double)point.Examples)];
        ImmutableArray<CurvePoint> points = [.. many.Points, few.Whole];
        double Read(double[] scores) => At(sizes, scores[..^1], scores[^1]);
        var (low, high) = CurveResamples.Limits(points, metric, Read);
        return new CurveCrossing(few, many, Read([.. points.Select(point => point.Score.Value)]), low, high);
    }

    internal static double At(double[] sizes, double[] scores, double goal)
    {
        var fit = Monotonic(scores);
        var reached = Array.FindIndex(fit, score => score >= goal - 1e-12);
        if (reached <= 0)
            return reached == 0 ? 0 : double.PositiveInfinity;
        double below = Math.Log(sizes[reached - 1]), above = Math.Log(sizes[reached]);
        return Math.Exp(below + ((goal - fit[reached - 1]) / (fit[reached] - fit[reached - 1]) * (above - below)));
    }

    /// <summary>Pool adjacent violators: neighbours that fall become their mean, until none does.</summary>
    internal static double[] Monotonic(double[] scores)
    {
        var blocks = new Stack<(double Mean, int Count)>();
        foreach (var score in scores)
        {
            var block = (Mean: score, Count: 1);
            while (blocks.TryPeek(out var before) && before.Mean > block.Mean)
            {
                blocks.Pop();
                block = (((before.Mean * before.Count) + (block.Mean * block.Count)) / (before.Count + block.Count), before.Count + block.Count);
            }

            blocks.Push(block);
        }

        return [.. blocks.Reverse().SelectMany(block => Enumerable.Repeat(block.Mean, block.Count))];
    }
}
