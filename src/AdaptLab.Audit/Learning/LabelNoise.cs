namespace AdaptLab.Audit.Learning;

/// <summary>Which labels are probably wrong, by witnesses that have not seen them.</summary>
/// <remarks>
/// A row is doubtful where at least two witnesses name one and the same other label, and none the label given. Two that
/// err by themselves meet on one label now and then: how often is known from how often each disagrees with the labels and
/// which labels it then names. What is doubtful beyond that number is wrong: its share is the probability for each of them
/// (an estimate of the false discovery rate, as Efron's, from counts). Where labels are right, or the witnesses know too
/// little, as many meet as chance has it, and nothing follows.
/// </remarks>
internal static class LabelNoise
{
    /// <summary>Witnesses who read the same words err together more often than strangers would.</summary>
    private const double ErrTogether = 2;

    /// <summary>How large the doubt counts of which nothing is known yet: few doubtful rows prove little.</summary>
    private const double Caution = 1;

    /// <param name="votes">Row by row, the label that each witness names.</param>
    /// <param name="given">Of each row.</param>
    /// <param name="labels">How many there are.</param>
    /// <returns>For each row, the probability that its label is wrong, and the label named instead; 0 for a row that is not doubtful.</returns>
    public static (double Wrong, int Instead)[] Judge(int[][] votes, IReadOnlyList<int> given, int labels)
    {
        var judged = new (double Wrong, int Instead)[votes.Length];
        if (votes.Length == 0)
            return judged;
        var doubtful = Enumerable.Range(0, votes.Length).Select(i => (Row: i, Instead: Instead(votes[i], given[i]))).Where(row => row.Instead is not null).ToArray();
        var byChance = ErrTogether * votes.Length * MeetByChance(votes, given, labels) + Caution;
        var probability = Math.Max(0, 1 - byChance / Math.Max(1, doubtful.Length));
        foreach (var (row, instead) in doubtful)
            judged[row] = (probability, instead!.Value);
        return judged;
    }

    /// <summary>The label that two or more witnesses name; null where one names the label given.</summary>
    private static int? Instead(int[] votes, int given)
    {
        if (votes.Contains(given))
            return null;
        var (label, count) = votes.CountBy(vote => vote).MaxBy(vote => vote.Value);
        return count >= 2 ? label : null;
    }

    /// <summary>The share of rows on which two witnesses name the same wrong label, if each errs without the other.</summary>
    private static double MeetByChance(int[][] votes, IReadOnlyList<int> given, int labels)
    {
        var witnesses = votes[0].Length;
        var shares = Enumerable.Range(0, witnesses).Select(witness =>
        {
            var ofLabel = new double[labels];
            foreach (var (row, vote) in votes.Index())
                ofLabel[vote[witness]] += vote[witness] == given[row] ? 0 : 1.0 / votes.Length;
            return ofLabel;
        }).ToArray();
        var meet = 0.0;
        for (var a = 0; a < witnesses; a++)
            for (var b = 0; b < a; b++)
            {
                // The others must not name the label given, either.
                var rest = Enumerable.Range(0, witnesses).Where(w => w != a && w != b).Aggregate(1.0, (product, w) => product * shares[w].Sum());
                meet += rest * shares[a].Zip(shares[b], (x, y) => x * y).Sum();
            }

        return meet;
    }
}
