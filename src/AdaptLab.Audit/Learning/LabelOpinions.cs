using System.Collections.Immutable;

namespace AdaptLab.Audit.Learning;

/// <summary>What each example's label would be by everything but itself: by the other examples, by the other sets alone and by
/// the labels' descriptions.</summary>
/// <param name="Rows">The examples with labels.</param>
/// <param name="Scores">How well each label fits, row by row; a score is no probability.</param>
/// <param name="Likely">The label that fits best beside the one given.</param>
/// <param name="Wrong">The probability that the label given is wrong.</param>
/// <param name="Told">How often, in a row's set, a label planted in place of one that was given fits worse than that: 0.5 is chance.</param>
/// <param name="Witnesses">Whose opinions they are, in words.</param>
internal sealed record LabelOpinions(ImmutableArray<AuditedRow> Rows, double[][] Scores, int[] Likely, double[] Wrong, double[] Told, string Witnesses)
{
    /// <summary>With fewer, one strange example decides what all others are.</summary>
    private const int FewestRows = 8;

    /// <summary>Null where there are too few examples for any opinion.</summary>
    public static LabelOpinions? Of(AuditContext context)
    {
        ImmutableArray<AuditedRow> rows = [.. context.Examples.Where(row => row.Label >= 0)];
        if (rows.Length < FewestRows || rows.DistinctBy(row => row.Label).Count() < 2)
            return null;

        var views = LabelView.Of(context, rows);
        var scores = rows.Select((_, i) => Enumerable.Range(0, context.Labels.Length).Select(label => views.Sum(view => view.Weight * view.Scores[i][label])).ToArray()).ToArray();
        var (likely, wrong, told) = (new int[rows.Length], new double[rows.Length], new double[rows.Length]);
        foreach (var set in Enumerable.Range(0, rows.Length).GroupBy(i => rows[i].Set))
        {
            // Each set by itself: what is known about one need not be about another.
            int[] own = [.. set];
            var (judged, share) = PlantedNoise.Judge([.. own.Select(i => scores[i])], [.. own.Select(i => rows[i].Label)]);
            for (var i = 0; i < own.Length; i++)
                (wrong[own[i]], likely[own[i]], told[own[i]]) = (judged[i].Wrong, judged[i].Instead, share);
        }

        string[] witnesses = [.. views.Select(view => view.Name).Distinct()];
        var named = witnesses.Length == 1 ? witnesses[0] : $"{string.Join(", ", witnesses.SkipLast(1))} and {witnesses[^1]}";
        return new LabelOpinions(rows, scores, likely, wrong, told, named);
    }
}
