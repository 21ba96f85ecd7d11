using System.Collections.Immutable;

namespace AdaptLab.Results.Metrics;

/// <summary>The mean of the labels' F1, each label counting the same.</summary>
/// <remarks>
/// The mean runs over the labels that occur among the gold labels of the rows at hand, with F1 = 2·right / (gold + answered), which is
/// then always defined. A declared label without an eval row has nothing to be measured on: counted as 0 it
/// would keep a faultless candidate below 1; counted when someone answers it, as some libraries do, it would give candidates different
/// denominators. Whoever answers it loses the recall of the row's true label all the same.
/// </remarks>
public static class MacroF1
{
    public static double Of(ImmutableArray<int> gold, ImmutableArray<int> answers, int labels) =>
        Of(gold, answers, labels, Enumerable.Repeat(1, gold.Length).ToArray());

    /// <param name="times">How often each row counts.</param>
    public static double Of(ImmutableArray<int> gold, ImmutableArray<int> answers, int labels, int[] times)
    {
        int[] right = new int[labels], ofGold = new int[labels], answered = new int[labels];
        for (var row = 0; row < gold.Length; row++)
        {
            ofGold[gold[row]] += times[row];
            answered[answers[row]] += times[row];
            if (gold[row] == answers[row])
                right[gold[row]] += times[row];
        }

        double sum = 0;
        var occurring = 0;
        for (var label = 0; label < labels; label++)
        {
            if (ofGold[label] == 0)
                continue;
            occurring++;
            sum += 2.0 * right[label] / (ofGold[label] + answered[label]);
        }

        return sum / occurring;
    }
}
