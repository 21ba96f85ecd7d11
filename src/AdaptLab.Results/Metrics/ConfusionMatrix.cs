using System.Collections.Immutable;

namespace AdaptLab.Results.Metrics;

/// <summary>How often each label was answered for each gold label, summed over seeds.</summary>
public sealed class ConfusionMatrix
{
    private readonly int[,] _counts;

    private ConfusionMatrix(int[,] counts, int seeds) => (_counts, Seeds) = (counts, seeds);

    public int Seeds { get; }

    public int Labels => _counts.GetLength(0);

    /// <summary>Answers over all seeds.</summary>
    public int this[int gold, int answer] => _counts[gold, answer];

    /// <param name="gold">For each row.</param>
    /// <param name="answers">For each seed, for each row.</param>
    public static ConfusionMatrix Of(ImmutableArray<int> gold, ImmutableArray<ImmutableArray<int>> answers, int labels)
    {
        var counts = new int[labels, labels];
        foreach (var seed in answers)
            for (var row = 0; row < gold.Length; row++)
                counts[gold[row], seed[row]]++;
        return new ConfusionMatrix(counts, answers.Length);
    }

    /// <summary>Answers given for a gold label, over all seeds: its rows times the seeds.</summary>
    public int Gold(int label) => Enumerable.Range(0, Labels).Sum(answer => _counts[label, answer]);

    /// <summary>How often a label was the answer, over all seeds.</summary>
    public int Answered(int label) => Enumerable.Range(0, Labels).Sum(gold => _counts[gold, label]);

    /// <summary>Precision, recall and F1 of one label, over all seeds.</summary>
    public LabelScores Scores(int label)
    {
        double right = _counts[label, label];
        int gold = Gold(label), answered = Answered(label);
        return new LabelScores(
            label,
            gold / Seeds,
            answered == 0 ? null : right / answered,
            gold == 0 ? null : right / gold,
            gold == 0 ? null : 2 * right / (gold + answered));
    }

    /// <summary>What rows of one label are most often taken for; null where all are right, or there is none.</summary>
    public Confusion? WorstOf(int gold)
    {
        var worst = -1;
        for (var answer = 0; answer < Labels; answer++)
        {
            if (answer != gold && _counts[gold, answer] > 0 && (worst < 0 || _counts[gold, answer] > _counts[gold, worst]))
                worst = answer;
        }

        return worst < 0 ? null : new Confusion(gold, worst, (double)_counts[gold, worst] / Seeds, Gold(gold) / Seeds);
    }

    /// <summary>The most frequent confusions, the worst first: never the diagonal.</summary>
    public IEnumerable<Confusion> Confusions() =>
        from gold in Enumerable.Range(0, Labels)
        from answer in Enumerable.Range(0, Labels)
        where gold != answer && _counts[gold, answer] > 0
        orderby _counts[gold, answer] descending, gold, answer
        select new Confusion(gold, answer, (double)_counts[gold, answer] / Seeds, Gold(gold) / Seeds);
}

/// <param name="Rows">Eval rows whose gold label this is.</param>
/// <param name="Precision">Null where the label was never answered.</param>
/// <param name="Recall">Null where no eval row has the label.</param>
/// <param name="F1">Null where no eval row has the label.</param>
public readonly record struct LabelScores(int Label, int Rows, double? Precision, double? Recall, double? F1);

/// <summary>"renewal read as termination, 4 of 22".</summary>
/// <param name="Count">Rows, as the mean over seeds.</param>
/// <param name="Of">Eval rows whose gold label is <paramref name="Gold"/>.</param>
public readonly record struct Confusion(int Gold, int Answer, double Count, int Of)
{
    /// <param name="label">How a label is written, by its index.</param>
    public string Text(Func<int, string> label) => $"{label(Gold)} read as {label(Answer)}, {Figures.MeanRows(Count)} of {Figures.Count(Of)}";
}
