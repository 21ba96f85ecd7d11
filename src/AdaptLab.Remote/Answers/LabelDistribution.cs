using System.Collections.Immutable;

namespace AdaptLab.Remote.Answers;

/// <summary>One token of an answer, with those that the model might have written in its place.</summary>
/// <param name="Alternatives">The likeliest ones, the token itself among them or not.</param>
public sealed record ScoredToken(string Text, double LogProbability, ImmutableArray<(string Text, double LogProbability)> Alternatives);

/// <summary>From the log-probabilities of an answer to those of the labels.</summary>
/// <remarks>
/// A server tells, for each token of its answer, what else might have stood there. Walking along the answer, a label is worth
/// what the token is worth by which it first differs from it. Labels that begin with one and the same such token share its
/// probability equally, since what would have followed is not known.
/// </remarks>
internal static class LabelDistribution
{
    /// <summary>What may follow a label, and says no more than that it is at its end.</summary>
    private static readonly char[] Endings = ['.', '"', '\'', '\n', ' '];

    /// <returns>For each label, summing to one; null where not one of them was likely enough to be told.</returns>
    public static ImmutableArray<float>? Of(ImmutableArray<string> labels, IEnumerable<ScoredToken> tokens)
    {
        var mass = new double[labels.Length];
        var read = "";
        var logProbability = 0.0;
        int[] alive = [.. Enumerable.Range(0, labels.Length)];
        foreach (var token in tokens)
        {
            foreach (var (text, value) in token.Alternatives.DistinctBy(alternative => alternative.Text).Where(alternative => alternative.Text != token.Text))
                Share(Fitting(labels, alive, read + text), Math.Exp(logProbability + value), mass);
            read += token.Text;
            logProbability += token.LogProbability;
            alive = Fitting(labels, alive, read);
            if (alive is [] or [_])
                break;
        }

        // Of those that are left, one may be the beginning of others, and the answer has ended there.
        var whole = alive.Where(label => IsWhole(labels[label], read)).ToArray();
        Share(whole.Length > 0 ? whole : alive, Math.Exp(logProbability), mass);
        var sum = mass.Sum();
        return sum > 0 ? [.. mass.Select(value => (float)(value / sum))] : null;
    }

    /// <summary>The label that an answer consists of, but for white space, quotes and a full stop around it; null for none.</summary>
    public static int? Exact(ImmutableArray<string> labels, string answer)
    {
        var found = Enumerable.Range(0, labels.Length).Where(label => IsWhole(labels[label], answer)).ToArray();
        return found is [var only] ? only : null;
    }

    private static bool IsWhole(string label, string text) => text.Trim().Trim(Endings) is var bare && bare == label.Trim(Endings);

    /// <summary>Those labels that a text may be the beginning of, or that it has written in full.</summary>
    private static int[] Fitting(ImmutableArray<string> labels, int[] among, string text)
    {
        var begun = text.TrimStart().TrimStart('"', '\'');
        return [.. among.Where(label => labels[label].StartsWith(begun, StringComparison.Ordinal)
            || (begun.StartsWith(labels[label], StringComparison.Ordinal) && Endings.Contains(begun[labels[label].Length])))];
    }

    private static void Share(int[] labels, double probability, double[] mass)
    {
        foreach (var label in labels)
            mass[label] += probability / labels.Length;
    }
}
