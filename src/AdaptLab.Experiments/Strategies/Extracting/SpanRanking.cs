using System.Collections.Immutable;

namespace AdaptLab.Experiments.Strategies.Extracting;

/// <summary>Weighs what speaks for a span being the answer: a softmax over the spans of a question's passages.</summary>
/// <remarks>So few weights are fitted that a score of examples will do: each is drawn to what it was on other questions.</remarks>
internal sealed class SpanRanking(ImmutableArray<double> weights)
{
    private const double Pull = 0.3;
    private const int Steps = 200;
    private const double Rate = 0.1;

    public ImmutableArray<double> Weights => weights;

    public double Score(double[] features)
    {
        var score = 0.0;
        for (var i = 0; i < features.Length; i++)
            score += weights[i] * features[i];
        return score;
    }

    /// <param name="usual">The weights on other questions: those without an example to fit to.</param>
    /// <param name="questions">For each the features of its spans, and which of them are right: at least one, and not all.</param>
    public static SpanRanking Fit(ImmutableArray<double> usual, IReadOnlyList<(double[][] Spans, bool[] IsRight)> questions, CancellationToken cancellation)
    {
        if (questions.Count == 0)
            return new SpanRanking(usual);
        var (weights, first, second) = (usual.ToArray(), new double[usual.Length], new double[usual.Length]);
        for (var step = 1; step <= Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var gradient = new double[weights.Length];
            for (var i = 0; i < weights.Length; i++)
                gradient[i] = Pull * (weights[i] - usual[i]);
            foreach (var (spans, isRight) in questions)
                Add(gradient, weights, spans, isRight);
            for (var i = 0; i < weights.Length; i++)
            {
                first[i] = (0.9 * first[i]) + (0.1 * gradient[i]);
                second[i] = (0.999 * second[i]) + (0.001 * gradient[i] * gradient[i]);
                weights[i] -= Rate * (first[i] / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(second[i] / (1 - Math.Pow(0.999, step))) + 1e-8);
            }
        }

        return new SpanRanking([.. weights]);
    }

    /// <summary>Of −log p(right): what is expected of all spans less what is expected of the right ones.</summary>
    private static void Add(double[] gradient, double[] weights, double[][] spans, bool[] isRight)
    {
        var ranking = new SpanRanking([.. weights]);
        var scores = spans.Select(ranking.Score).ToArray();
        var highest = scores.Max();
        var shares = scores.Select(score => Math.Exp(score - highest)).ToArray();
        var all = shares.Sum();
        var right = shares.Where((_, span) => isRight[span]).Sum();
        for (var span = 0; span < spans.Length; span++)
        {
            var factor = (shares[span] / all) - (isRight[span] ? shares[span] / right : 0);
            for (var i = 0; i < gradient.Length; i++)
                gradient[i] += factor * spans[span][i];
        }
    }
}
