using System.Collections.Immutable;

namespace AdaptLab.Results.Tests;

/// <summary>Run records with invented figures from a fixed seed.</summary>
public static class SyntheticRun
{
    private static readonly ImmutableArray<string> Kinds =
        ["termination", "renewal", "indemnity", "liability", "confidentiality", "assignment", "governing-law", "payment"];

    /// <summary>Two strategies' worth of figures or more: each candidate answers a row rightly with its accuracy as probability,
    /// hard rows being hard for all.</summary>
    public static RunRecord Of(int rows, int seeds, params ReadOnlySpan<Wanted> candidates) => Of(rows, seeds, Kinds, candidates);

    public static RunRecord Of(int rows, int seeds, ImmutableArray<string> labels, params ReadOnlySpan<Wanted> candidates)
    {
        var random = new Random(7);
        var infos = Enumerable.Range(0, rows)
            .Select(row => new EvalRowInfo($"r{row}", Sentences[row % Sentences.Length], row % labels.Length, $"data/heldout.jsonl:{row + 1}"))
            .ToImmutableArray();
        var hardness = Enumerable.Range(0, rows).Select(_ => random.NextDouble()).ToArray();
        var runs = ImmutableArray.CreateBuilder<CandidateRun>();
        foreach (var wanted in candidates)
            runs.Add(Run(wanted, infos, hardness, seeds, labels.Length, random));

        return Empty(labels) with { Seeds = seeds, Rows = infos, Candidates = runs.ToImmutable() };
    }

    /// <summary>A record of one seed, from each candidate's answers.</summary>
    public static RunRecord Answers(int[] gold, params (string strategy, int[] answers)[] candidates) => Answers(
        gold, [.. candidates.Select(candidate => (candidate.strategy, new[] { candidate.answers }))]);

    /// <summary>A record of several seeds, from each candidate's answers for each seed.</summary>
    public static RunRecord Answers(int[] gold, params (string strategy, int[][] answers)[] candidates)
    {
        var labels = gold.Concat(candidates.SelectMany(c => c.answers.SelectMany(seed => seed))).Max() + 1;
        return Empty([.. Enumerable.Range(0, labels).Select(label => $"label{label}")]) with
        {
            Seeds = candidates[0].answers.Length,
            Rows = [.. gold.Select((label, row) => new EvalRowInfo($"r{row}", $"Row {row}.", label, $"eval.jsonl:{row + 1}"))],
            Candidates =
            [
                .. candidates.Select((candidate, index) => new CandidateRun
                {
                    Strategy = candidate.strategy,
                    Kind = candidate.strategy,
                    TrainingSet = "expert",
                    Examples = 21,
                    Seeds =
                    [
                        .. candidate.answers.Select((answers, seed) => new SeedRun(
                            seed, [.. answers.Select(answer => Sure(answer, labels))], [.. answers.Select(_ => 10.0 * (index + 1))], index, 100, 400_000_000)),
                    ],
                }),
            ],
        };
    }

    private static Prediction Sure(int answer, int labels) =>
        new(answer, [.. Enumerable.Range(0, labels).Select(label => label == answer ? 1f : 0f)]);

    private static CandidateRun Run(
        Wanted wanted, ImmutableArray<EvalRowInfo> rows, double[] hardness, int seeds, int labels, Random random)
    {
        var run = new CandidateRun
        {
            Strategy = wanted.Strategy,
            Kind = wanted.Strategy.Split(' ')[0],
            TrainingSet = wanted.TrainingSet,
            Examples = wanted.Examples,
            Detail = wanted.Detail,
            Failure = wanted.Failure,
            Seeds = [],
        };
        return wanted.Failure is not null ? run : run with { Seeds = [.. Enumerable.Range(0, seeds).Select(Seed)] };

        SeedRun Seed(int seed)
        {
            var accuracy = wanted.Accuracy + wanted.Spread * (random.NextDouble() - 0.5);
            var predictions = rows.Select((row, index) =>
            {
                // Two parts in three the row's own hardness, one part this seed's luck.
                var isRight = (2 * hardness[index] + random.NextDouble()) / 3 < accuracy;
                var answer = isRight ? row.Gold : (row.Gold + 1 + (int)(random.NextDouble() * random.NextDouble() * (labels - 1))) % labels;
                return Unsure(answer, labels, random);
            });
            var latencies = rows.Select(_ => Math.Round(wanted.Latency * (0.9 + 0.3 * random.NextDouble()), 3));
            return new SeedRun(seed, [.. predictions], [.. latencies], wanted.Preparation, wanted.Tokens, 420_000_000);
        }
    }

    private static Prediction Unsure(int answer, int labels, Random random)
    {
        var probability = Math.Round(0.4 + 0.59 * random.NextDouble(), 3);
        var others = (float)((1 - probability) / Math.Max(1, labels - 1));
        return new Prediction(answer, [.. Enumerable.Range(0, labels).Select(label => label == answer ? (float)probability : others)]);
    }

    private static RunRecord Empty(ImmutableArray<string> labels) => new()
    {
        Task = "contract-clauses",
        TaskKind = "classify",
        SpecPath = "specs/contract-clauses.adapt",
        SpecHash = "9f2c4e0b7a5d4c1e8f3a6b2d1c0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e",
        Metric = "accuracy",
        Seeds = 1,
        Model = new ModelInfo("nano", "embedded", 10_100_000, 512, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
        Machine = new MachineInfo("Linux 6.1", "Xeon, 2 cores", 2, ".NET 10.0.1", "0.1.0"),
        Started = new DateTimeOffset(2025, 11, 24, 14, 2, 0, TimeSpan.Zero),
        DurationSeconds = 214.6,
        Labels = labels,
        Rows = [],
        Candidates = [],
    };

    private static readonly string[] Sentences =
    [
        "Notice not to extend must reach us ninety days before expiry.",
        "Either party may end this Agreement on thirty days' notice.",
        "The Supplier shall hold the Customer harmless from claims that third parties bring over the Deliverables.",
        "Neither side is answerable for loss of profit, however caused.",
        "Consent to a transfer shall not be unreasonably withheld, delayed or made conditional on a payment.",
        "Invoices fall due thirty days after receipt.",
        "The courts of Rotterdam decide all disputes.",
        "What one party learns of the other's business stays between them for five years after the last delivery.",
    ];
}

/// <param name="Accuracy">Roughly what it should come to.</param>
/// <param name="Spread">How far seeds differ in it.</param>
public sealed record Wanted(string Strategy, double Accuracy, double Latency)
{
    public string TrainingSet { get; init; } = "expert";
    public int Examples { get; init; } = 21;
    public double Spread { get; init; } = 0.04;
    public double Preparation { get; init; }
    public double Tokens { get; init; } = 120;
    public string Detail { get; init; } = "";
    public string? Failure { get; init; }
}
