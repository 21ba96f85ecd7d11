using System.Collections.Immutable;

namespace AdaptLab.Audit.Learning;

/// <summary>How much more like its own label's examples than those of any other label each row is, by its words and by what they
/// mean; an example without itself. Below zero, it is more like another's.</summary>
internal sealed record LabelMargins(ImmutableArray<AuditedRow> Rows, double[] Margins)
{
    /// <param name="examples">The rows that labels are known by.</param>
    /// <param name="rows">Of these, and others.</param>
    public static LabelMargins Of(AuditContext context, ImmutableArray<AuditedRow> examples, ImmutableArray<AuditedRow> rows)
    {
        int[] members = [.. examples.Select(row => row.Number)], labels = [.. examples.Select(row => row.Label)], texts = [.. rows.Select(row => row.Number)];
        var words = context.Space.MeanCosines(texts, members, labels, context.Labels.Length);
        var meanings = context.Meaning.MeanCosines(texts, members, labels, context.Labels.Length);
        var (scale, other) = (Deviation(words), Deviation(meanings));
        return new LabelMargins(rows, [.. rows.Select((row, i) =>
        {
            double Score(int label) => words[i][label] / scale + meanings[i][label] / other;
            return Score(row.Label) - Enumerable.Range(0, context.Labels.Length).Where(label => label != row.Label).Max(Score);
        })]);
    }

    private static double Deviation(double[][] scores)
    {
        var mean = scores.Average(row => row.Average());
        return Math.Max(1e-9, Math.Sqrt(scores.Average(row => row.Average(score => (score - mean) * (score - mean)))));
    }
}
