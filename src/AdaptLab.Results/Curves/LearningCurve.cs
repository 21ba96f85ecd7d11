using System.Collections.Immutable;
using AdaptLab.Results.Metrics;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Results.Curves;

/// <summary>How a strategy does with more and more examples of a training set, up to all of them.</summary>
/// <param name="Points">In ascending order of examples, the whole set last.</param>
/// <param name="LastGain">By how much the whole set does better than the largest part of it that was run.</param>
/// <param name="LastGainP">Of that gain, after Holm's correction over all curves of the run.</param>
public sealed record LearningCurve(string Strategy, string TrainingSet, ImmutableArray<CurvePoint> Points, PairedDifference LastGain, double LastGainP)
{
    /// <summary>"lora on expert".</summary>
    public string Name => $"{Strategy} on {TrainingSet}";

    public CurvePoint Whole => Points[^1];

    /// <summary>The last step up was more than chance: more examples of the kind would have to be expected to help.</summary>
    public bool IsStillRising => LastGain.Difference > 0 && LastGainP < Comparison.Level;

    /// <summary>In the order of the record; a strategy and set of which there is one point only have no curve.</summary>
    internal static ImmutableArray<LearningCurve> Of(RunRecord record, Metric metric)
    {
        var scored = (
            from whole in record.Candidates
            where whole.Failure is null
            let parts = record.Curve.Where(part => part.Failure is null && part.Strategy == whole.Strategy && part.PartOf == whole.TrainingSet).OrderBy(part => part.Examples).ToArray()
            where parts.Length > 0
            select parts.Append(whole).Select(metric.Score).ToArray()).ToArray();
        var spread = SeedSpread.Of(scored.SelectMany(curve => curve).Select(point => point.OfSeeds));
        var gains = scored.Select(curve => metric.Difference(curve[^1], curve[^2], spread)).ToArray();
        var p = Holm.Adjust([.. gains.Select(gain => gain.P)]);
        return [.. scored.Select((curve, i) => new LearningCurve(curve[^1].Run.Strategy, curve[^1].Run.TrainingSet, [.. curve.Select(CurvePoint.Of)], gains[i], p[i]))];
    }
}

/// <param name="Spread">The standard deviation over seeds, each of which drew other examples; null with one seed.</param>
public sealed record CurvePoint(CandidateRun Run, Interval Score, double? Spread)
{
    internal SeedSample OfSeeds { get; private init; }

    public int Examples => Run.Examples;

    internal static CurvePoint Of(ScoredRun scored) => new(scored.Run, scored.Interval, Sample.StandardDeviation(scored.BySeed)) { OfSeeds = scored.OfSeeds };
}
