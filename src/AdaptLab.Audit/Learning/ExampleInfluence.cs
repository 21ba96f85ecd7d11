using System.Collections.Immutable;

namespace AdaptLab.Audit.Learning;

/// <summary>What leaving out one example does to the eval rows, under a linear classifier of words: exact, for each example.</summary>
/// <param name="Rows">The examples of one set.</param>
/// <param name="Mended">For each, how many eval rows would be right without it that are wrong with it.</param>
/// <param name="Broken">The other way round.</param>
internal sealed record ExampleInfluence(ImmutableArray<AuditedRow> Rows, int[] Mended, int[] Broken, int EvalRows)
{
    private const int MostExamples = 1000, MostEvalRows = 300, FewestEvalRows = 20, FewestExamples = 8;

    /// <summary>Set by set, for a set is what a strategy is trained on; null where there is too little to tell anything.</summary>
    public static ExampleInfluence? Of(AuditContext context)
    {
        var eval = AuditContext.Evenly([.. context.Eval.Where(row => row.Label >= 0)], MostEvalRows);
        if (eval.Length < FewestEvalRows)
            return null;
        var rows = ImmutableArray.CreateBuilder<AuditedRow>();
        List<int> mended = [], broken = [];
        foreach (var set in context.Sets.Where(set => set.Rows.Length >= FewestExamples && set.Rows.DistinctBy(row => row.Label).Count() > 1 && set.Rows[0].Label >= 0))
        {
            var examples = AuditContext.Evenly(set.Rows, MostExamples);
            var classifier = context.Classifier(examples);
            var (better, worse) = (new int[examples.Length], new int[examples.Length]);
            foreach (var (row, cosines) in eval.Zip(context.Similarities(eval, examples)))
            {
                context.Cancellation.ThrowIfCancellationRequested();
                var isRight = Best(classifier.Predict(cosines)) == row.Label;
                var without = classifier.PredictWithoutEach(cosines);
                for (var i = 0; i < examples.Length; i++)
                {
                    var staysRight = Best(without, i) == row.Label;
                    better[i] += staysRight && !isRight ? 1 : 0;
                    worse[i] += isRight && !staysRight ? 1 : 0;
                }
            }

            rows.AddRange(examples);
            mended.AddRange(better);
            broken.AddRange(worse);
        }

        return new ExampleInfluence(rows.ToImmutable(), [.. mended], [.. broken], eval.Length);
    }

    private static int Best(double[] scores) => Array.IndexOf(scores, scores.Max());

    /// <param name="scores">Label by label.</param>
    private static int Best(double[][] scores, int row)
    {
        var best = 0;
        for (var label = 1; label < scores.Length; label++)
            best = scores[label][row] > scores[best][row] ? label : best;
        return best;
    }
}
