using System.Collections.Immutable;

namespace AdaptLab.Results.Curves;

/// <summary>Learning curves as text: a line a curve, a column a number of examples; the same cells on every surface.</summary>
public static class CurveTable
{
    /// <param name="withIntervals">"45.0 % [37.5–52.7]"; else "45.0 %", for where there is little room.</param>
    public static SummaryTable Of(Comparison comparison, bool withIntervals = true)
    {
        int[] sizes = [.. comparison.Curves.SelectMany(curve => curve.Points.Select(point => point.Examples)).Distinct().Order()];
        return new SummaryTable(
            [new("strategy", false), new("examples of", false), .. sizes.Select(size => new SummaryColumn(Figures.Count(size), true))],
            [
                .. from curve in comparison.Curves
                   select (ImmutableArray<string>)[curve.Strategy, curve.TrainingSet, .. sizes.Select(size => Cell(curve, size))],
            ]);

        string Cell(LearningCurve curve, int size) =>
            curve.Points.FirstOrDefault(point => point.Examples == size) is not { } point ? ""
            : withIntervals ? Figures.Percent(point.Score) : Figures.Percent(point.Score.Value);
    }
}
