using AdaptLab.Models.Rows;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Words;

namespace AdaptLab.Pretraining.Rows;

/// <summary>Prompts of a task, and how well their rows alone answer them with given weights.</summary>
internal sealed record RowFit(string Task, WordVectors Vectors, IReadOnlyList<AnsweredRows> Prompts)
{
    private const double SmallestStep = 1.1;

    /// <summary>A loss that is lower by less says nothing: other rows would be drawn, and it would be higher.</summary>
    private const double LeastGain = 0.001;

    public static RowFit Of(LabelledTask task, WordVectors vectors, RowTrainingOptions options)
    {
        var random = new Random(options.Seed);
        var comparison = new TextComparison(vectors, overlap: 1);
        return new RowFit(task.Name, vectors, [.. Enumerable.Range(0, options.Episodes).SelectMany(_ => RowEpisodes.Draw(task, comparison, random))]);
    }

    /// <summary>One number after the other is made larger or smaller as long as that lowers the mean loss of the tasks, in ever smaller steps.</summary>
    public static RowMemoryWeights Search(IReadOnlyList<RowFit> fits, RowMemoryWeights start, Action<string>? report, CancellationToken cancellation)
    {
        Func<RowMemoryWeights, double, RowMemoryWeights>[] moves =
        [
            (weights, factor) => weights with { Strength = Rounded(weights.Strength * factor) },
            (weights, factor) => weights with { Label = Rounded(weights.Label * factor) },
            (weights, factor) => weights with { Penalty = Rounded(weights.Penalty * factor) },
            (weights, factor) => weights with { Overlap = Rounded(weights.Overlap * factor) },
        ];
        (double Loss, double Right) Measure(RowMemoryWeights weights)
        {
            cancellation.ThrowIfCancellationRequested();
            var tasks = fits.Select(fit => fit.Measure(weights)).ToArray();
            return (tasks.Average(task => task.Loss), tasks.Average(task => task.Right));
        }

        var (best, at) = (start, Measure(start));
        for (var step = 2.0; step > SmallestStep;)
        {
            var before = at;
            foreach (var move in moves)
                foreach (var factor in (double[])[step, 1 / step])
                    while (move(best, factor) is var next && next != best && Measure(next) is var found && found.Loss < at.Loss - LeastGain)
                        (best, at) = (next, found);
            if (at == before) step = Math.Sqrt(step);
            report?.Invoke($"{100 * at.Right:F1} % right, loss {at.Loss:F4}: {best}");
        }

        return best;
    }

    /// <returns>The mean negative log-probability of the right answers, in nats, and the share that is most probable.</returns>
    private (double Loss, double Right) Measure(RowMemoryWeights weights)
    {
        var comparison = new TextComparison(Vectors, weights.Overlap);
        var (loss, right) = (0.0, 0);
        FittedRows? fitted = null;
        foreach (var prompt in Prompts)
        {
            // Names have been trained on these tasks: they would be trusted too much, and leave the rows too little to say.
            if (fitted?.Holds(prompt.Read) is not true) fitted = FittedRows.Fit(prompt.Read, comparison, weights, names: null);
            var support = fitted.Support(prompt.Read.Query).ToDictionary(answer => answer.Text, answer => (double)answer.Nats, StringComparer.Ordinal);
            var mine = support.GetValueOrDefault(prompt.Right);
            var all = prompt.Names.Select(name => support.GetValueOrDefault(name)).ToArray();
            loss += Math.Log(all.Sum(nats => Math.Exp(nats - mine)));
            right += mine > 0 && all.Count(nats => nats >= mine) == 1 ? 1 : 0;
        }

        return (loss / Prompts.Count, right / (double)Prompts.Count);
    }

    /// <summary>To three digits: more would say nothing.</summary>
    private static double Rounded(double value)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 2);
        return Math.Round(Math.Round(value / unit) * unit, 10);
    }
}
