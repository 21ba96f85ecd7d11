using System.Collections.Immutable;
using AdaptLab.Audit.Similarity;

namespace AdaptLab.Audit.Learning;

/// <summary>What each example's label would be by everything but itself: by the other examples, by the other sets alone
/// and by the labels' descriptions.</summary>
/// <param name="Rows">The examples with labels.</param>
/// <param name="Neighbours">Scores by the other examples, row by row, a score a label; a score is no probability.</param>
/// <param name="Likely">The label that those who doubt the one given name instead.</param>
/// <param name="Wrong">The probability that the label given is wrong.</param>
/// <param name="Witnesses">Whose opinions they are, in words.</param>
internal sealed record LabelOpinions(ImmutableArray<AuditedRow> Rows, double[][] Neighbours, int[] Likely, double[] Wrong, string Witnesses)
{
    /// <summary>With fewer, one strange example decides what all others are.</summary>
    private const int FewestRows = 8;

    /// <summary>So many rows are judged by one another at a time: time and memory grow with its square.</summary>
    private const int Block = 1000;

    /// <summary>Null where there are too few examples for any opinion.</summary>
    public static LabelOpinions? Of(AuditContext context)
    {
        ImmutableArray<AuditedRow> rows = [.. context.Examples.Where(row => row.Label >= 0)];
        if (rows.Length < FewestRows || rows.DistinctBy(row => row.Label).Count() < 2)
            return null;

        var neighbours = new double[rows.Length][];
        var (spoken, witnesses) = (new List<double[][]>(), new List<string>());
        foreach (var block in Blocks(rows))
        {
            foreach (var (row, score) in block.Zip(context.Classifier(block).LeaveOneOut()))
                neighbours[Index(row)] = score;
        }

        Add("the other examples", neighbours);
        Add("the other sets", OtherSets(context, rows));
        Add("the labels' descriptions", Descriptions(context, rows));

        var likely = new int[rows.Length];
        var wrong = new double[rows.Length];
        foreach (var set in Enumerable.Range(0, rows.Length).GroupBy(i => rows[i].Set))
        {
            // Each set by itself: who is right about one need not be about another, nor are both labelled with equal care.
            int[] own = [.. set];
            var judged = LabelNoise.Judge([.. own.Select(i => spoken.Select(opinion => Best(opinion[i])).ToArray())], [.. own.Select(i => rows[i].Label)], context.Labels.Length);
            for (var i = 0; i < own.Length; i++)
                (wrong[own[i]], likely[own[i]]) = judged[i];
        }

        var named = witnesses.Count == 1 ? witnesses[0] : $"{string.Join(", ", witnesses.SkipLast(1))} and {witnesses[^1]}";
        return new LabelOpinions(rows, neighbours, likely, wrong, named);

        void Add(string? witness, double[][]? opinion)
        {
            if (opinion is null)
                return;
            spoken.Add(opinion);
            witnesses.Add(witness!);
        }

        // Examples come first among the rows under audit, so that their numbers are in order.
        int Index(AuditedRow row) => rows.BinarySearch(row, ByNumber);
    }

    private static readonly Comparer<AuditedRow> ByNumber = Comparer<AuditedRow>.Create((a, b) => a.Number.CompareTo(b.Number));

    private static int Best(double[] scores) => Array.IndexOf(scores, scores.Max());

    /// <summary>What a set's rows are by the other sets alone: a slip that is common in one set does not vouch for itself there.</summary>
    private static double[][]? OtherSets(AuditContext context, ImmutableArray<AuditedRow> rows)
    {
        var sets = rows.GroupBy(row => row.Set).Select(set => set.ToArray()).ToArray();
        if (sets.Length < 2)
            return null;
        var scores = new List<double[]>(rows.Length);
        foreach (var set in sets)
        {
            var others = Sample([.. rows.Where(row => row.Set != set[0].Set)]);
            var witness = context.Classifier(others);
            scores.AddRange(context.Similarities(set, others).Select(cosines => witness.Predict(cosines)));
        }

        return [.. scores];
    }

    /// <summary>How near each row is to what the author says of each label; null where he says nothing of one.</summary>
    private static double[][]? Descriptions(AuditContext context, ImmutableArray<AuditedRow> rows)
    {
        if (context.Labels.Any(label => string.IsNullOrWhiteSpace(label.Description)))
            return null;
        var described = context.Labels.Select(label => TextFeatures.Of($"{label.Name} {label.Description}"));
        var cosines = context.Space.Cosines(described, [.. rows.Select(row => row.Number)], context.Cancellation).ToArray();
        return [.. rows.Select((_, row) => cosines.Select(label => (double)label[row]).ToArray())];
    }

    /// <summary>Each label spread evenly over the blocks.</summary>
    private static IEnumerable<AuditedRow[]> Blocks(ImmutableArray<AuditedRow> rows)
    {
        var blocks = (rows.Length + Block - 1) / Block;
        return rows.GroupBy(row => row.Label).SelectMany(ofLabel => ofLabel.Select((row, i) => (row, i)))
            .GroupBy(entry => entry.i % blocks, entry => entry.row)
            .Select(block => block.OrderBy(row => row.Number).ToArray());
    }

    private static AuditedRow[] Sample(ImmutableArray<AuditedRow> rows) => rows.Length <= Block ? [.. rows] : Blocks(rows).First();
}
