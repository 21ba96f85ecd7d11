using System.Collections.Immutable;

namespace AdaptLab.Results.Tests.Simulation;

/// <summary>Run records of worlds whose truth is known: every candidate's expected score is what it was told to be.</summary>
/// <param name="Rows">Eval rows.</param>
/// <param name="Seeds">Of each candidate.</param>
/// <param name="SeedEffect">The standard deviation of a seed's luck, on the scale on which a row's own hardness has about 0.7.</param>
/// <param name="RowsEach">Rows of a document, which stand or fall together in part; 1 for rows without groups.</param>
internal sealed record World(int Rows, int Seeds = 1, double SeedEffect = 0, int RowsEach = 1, int Labels = 4)
{
    public string Metric { get; init; } = "accuracy";

    /// <summary>The same of the first candidate, where its seeds differ otherwise.</summary>
    public double? FirstSeedEffect { get; init; }

    /// <summary>Of what a candidate scores on a row, the parts in the variance: the row's hardness for all, the document's hardness
    /// for all and for this candidate; the rest is chance.</summary>
    private (double Row, double Document, double Own) Parts => RowsEach > 1 ? (0.2, 0.25, 0.15) : (0.5, 0, 0);

    /// <param name="accuracies">What is to be expected of each candidate, whatever rows and seeds are drawn.</param>
    public RunRecord Draw(Random random, params IEnumerable<double> accuracies)
    {
        var (row, document, _) = Parts;
        var documents = Normals(random, (Rows + RowsEach - 1) / RowsEach);
        double[] hardness = [.. Normals(random, Rows).Select((own, i) => (Math.Sqrt(row) * own) + (Math.Sqrt(document) * documents[i / RowsEach]))];
        return new RunRecord
        {
            Task = "simulated",
            TaskKind = Metric == "token-f1" ? "answer" : "classify",
            SpecPath = "simulated.adapt",
            SpecHash = "",
            Metric = Metric,
            Seeds = Seeds,
            Model = new ModelInfo("none", "none", 0, 0, ""),
            Machine = new MachineInfo("", "", 1, "", ""),
            Started = DateTimeOffset.UnixEpoch,
            DurationSeconds = 0,
            Labels = Metric == "token-f1" ? [] : [.. Enumerable.Range(0, Labels).Select(label => $"label{label}")],
            Rows =
            [
                .. Enumerable.Range(0, Rows).Select(i => new EvalRowInfo($"r{i}", $"Row {i}.", Metric == "token-f1" ? -1 : i % Labels, $"eval:{i}", RowsEach > 1 ? $"d{i / RowsEach}" : null)
                {
                    Expected = Metric == "token-f1" ? ["alpha beta gamma delta"] : null,
                }),
            ],
            Candidates = [.. accuracies.Select((accuracy, index) => Candidate(random, hardness, accuracy, $"s{index}"))],
        };
    }

    public CandidateRun Candidate(Random random, double[] hardness, double accuracy, string strategy)
    {
        var (row, document, own) = Parts;
        var bent = Normals(random, (Rows + RowsEach - 1) / RowsEach);
        var effect = strategy == "s0" ? FirstSeedEffect ?? SeedEffect : SeedEffect;
        var threshold = Quantile(accuracy) * Math.Sqrt(1 + (effect * effect));
        return new CandidateRun
        {
            Strategy = strategy,
            Kind = strategy,
            TrainingSet = "set",
            Examples = 20,
            Seeds =
            [
                .. Enumerable.Range(0, Seeds).Select(seed =>
                {
                    var luck = effect * Normal(random);
                    return new SeedRun(seed, [.. hardness.Select((hard, i) => Answer(
                        random, i, hard + (Math.Sqrt(own) * bent[i / RowsEach]) + (Math.Sqrt(1 - row - document - own) * Normal(random)), threshold + luck))], [], 0, 0, 0);
                }),
            ],
        };
    }

    public double[] Hardness(Random random) => [.. Normals(random, Rows).Select(own => Math.Sqrt(Parts.Row) * own)];

    /// <summary>Right below the threshold. Answers that can be partly right are so by half for a stretch on both sides of it, so that
    /// their mean is what it is for the others, as far as the distribution is even there.</summary>
    private Prediction Answer(Random random, int row, double difficulty, double threshold)
    {
        if (Metric == "token-f1")
            return Written(difficulty < threshold - 0.3 ? "alpha beta gamma delta" : difficulty < threshold + 0.3 ? "alpha beta one two" : "one two");
        var gold = row % Labels;
        var answer = difficulty < threshold ? gold : (gold + (random.NextDouble() < 0.6 ? 1 : 1 + random.Next(Labels - 1))) % Labels;
        return new Prediction(answer, [.. Enumerable.Range(0, Labels).Select(label => label == answer ? 1f : 0f)]);
    }

    private static Prediction Written(string text) => new(new WrittenAnswer(text, [text]));

    /// <summary>The true token F1 of such answers: half of what lies below either end of the stretch.</summary>
    public static double PartlyRight(double accuracy) => (Below(Quantile(accuracy) - 0.3) + Below(Quantile(accuracy) + 0.3)) / 2;

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double[] Normals(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => Normal(random))];

    private static double Quantile(double share)
    {
        double low = -8, high = 8;
        while (high - low > 1e-10)
            (low, high) = Below((low + high) / 2) < share ? ((low + high) / 2, high) : (low, (low + high) / 2);
        return (low + high) / 2;
    }

    /// <summary>The normal distribution, by Simpson's rule.</summary>
    private static double Below(double z)
    {
        const int steps = 400;
        double width = z / steps, sum = Density(0) + Density(z);
        for (var i = 1; i < steps; i++)
            sum += (i % 2 == 1 ? 4 : 2) * Density(i * width);
        return Math.Clamp(0.5 + (sum * width / 3), 0, 1);

        static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
    }
}
