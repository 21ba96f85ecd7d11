using System.Collections.Immutable;

namespace AdaptLab.Results.Tests.Simulation;

/// <summary>Real learners on examples that are scarce, held out in turn: the mean of each label's examples, in dimensions of which
/// two say something. The two learners look at dimensions of their own, which tell as much: neither is the better one.</summary>
internal sealed record HeldOutWorld(int Examples, int Folds)
{
    private const int Dimensions = 20;

    private readonly Lazy<double> _truth = new(() =>
    {
        var random = new Random(10);
        return Enumerable.Range(0, 500).Average(_ =>
        {
            var taught = Rows(random, Examples - (Examples / Folds));
            return Rows(random, 200).Average(row => IsRight(taught, row, 0) ? 1.0 : 0);
        });
    });

    /// <summary>What learning from as many examples as a fold leaves comes to.</summary>
    public double Truth => _truth.Value;

    public RunRecord Draw(Random random)
    {
        var pool = Rows(random, Examples);
        int[] fold = [.. Enumerable.Range(0, Examples).Select(i => i / 2 % Folds)];
        if (Folds == Examples)
            fold = [.. Enumerable.Range(0, Examples)];
        var empty = new World(Examples, Labels: 2).Draw(new Random(1), 0.5, 0.5);
        return empty with
        {
            Rows = [.. empty.Rows.Select((row, i) => row with { Gold = pool[i].Label ? 1 : 0, Fold = fold[i] })],
            Candidates = [.. empty.Candidates.Select((run, learner) => run with { Seeds = [run.Seeds[0] with { Predictions = [.. Enumerable.Range(0, Examples).Select(i => Answer(i, learner))] }] })],
        };

        Prediction Answer(int row, int learner)
        {
            Row[] taught = [.. pool.Where((_, i) => fold[i] != fold[row])];
            var says = IsRight(taught, pool[row], learner) == pool[row].Label;
            return new Prediction(says ? 1 : 0, says ? [0f, 1f] : [1f, 0f]);
        }
    }

    private sealed record Row(bool Label, double[] Features);

    private static Row[] Rows(Random random, int count) => [.. Enumerable.Range(0, count).Select(i => i % 2 == 0).Select(label => new Row(
        label, [.. Enumerable.Range(0, 2 * Dimensions).Select(d => World.Normal(random) + (d % Dimensions < 2 && label ? 1.2 : 0))]))];

    private static bool IsRight(Row[] examples, Row row, int learner)
    {
        var from = learner * Dimensions;
        return Distance(row.Label) < Distance(!row.Label);

        double Distance(bool label)
        {
            var of = examples.Where(example => example.Label == label).ToArray();
            double sum = 0;
            for (var d = from; d < from + Dimensions; d++)
            {
                double mean = 0;
                foreach (var example in of)
                    mean += example.Features[d] / of.Length;
                sum += (mean - row.Features[d]) * (mean - row.Features[d]);
            }

            return sum;
        }
    }
}
