using System.Collections.Immutable;
using AdaptLab.Results.Advising;
using AdaptLab.Results.Curves;
using AdaptLab.Results.Economics;
using AdaptLab.Results.Metrics;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Results;

/// <summary>What a run shows: every figure and every sentence that terminal, editor and reports give, computed in one place.</summary>
public sealed class Comparison
{
    /// <summary>The level of every test; of a family of tests together, where there are several.</summary>
    public const double Level = 0.05;

    private readonly Metric _metric;
    private readonly Lazy<Dictionary<string, int>> _rowsByText;
    private readonly Lazy<ImmutableArray<LearningCurve>> _curves;
    private readonly Lazy<ImmutableArray<CurveCrossing>> _crossings;
    private readonly Lazy<ImmutableArray<StrategyCrossing>> _strategyCrossings;
    private readonly Lazy<ImmutableArray<Advice>> _advice;

    private Comparison(RunRecord record)
    {
        Record = record;
        _metric = Metrics.Metric.Of(record);
        Chance = record.IsWritten ? null : Results.Chance.Of(record);
        Failed =
        [
            .. record.Candidates.Where(run => run.Failure is not null)
                .Select(run => new FailedCandidate(Summaries.Name(record, run), run, OneLine(run.Failure!))),
        ];

        ImmutableArray<ScoredRun> scored = [.. record.Candidates.Where(run => run.Failure is null).Select(_metric.Score)];
        Ranked = Summaries.Of(record, scored, Chance);
        Pairs = PairedComparison.Of(Ranked, scored, _metric, record.Margin);
        // Bootstraps that an editor, which looks at the comparison at every change, does not ask for.
        _curves = new(() => LearningCurve.Of(record, _metric));
        _crossings = new(() => CurveCrossing.Of(Curves, _metric));
        _strategyCrossings = new(() => StrategyCrossing.Of(Curves, _metric));
        Transfers = Transfer.Of(this);
        Forgettings = Forgetting.Of(Ranked);
        BreakEvens = BreakEven.Of(Ranked);
        _advice = new(() => RulesAfter.Of(this));
        // No two write alike: there, candidates disagree where some are right and others are not.
        DisagreedRows = [.. Rows().Where(row => Ranked.Select(candidate => record.IsWritten ? candidate.Answers[row].IsRight ? 1 : 0 : candidate.Answers[row].Label).Distinct().Count() > 1)];
        _rowsByText = new Lazy<Dictionary<string, int>>(() => RowsByText(record));
        RowsAllGetWrong = [.. Rows().Where(row => !Ranked.IsEmpty && Ranked.All(candidate => !candidate.Answers[row].IsRight))];
    }

    /// <exception cref="ArgumentException">The record is not sound (<see cref="RunRecordChecks"/>).</exception>
    public static Comparison Of(RunRecord record) =>
        RunRecordChecks.FirstProblem(record) is { } problem
            ? throw new ArgumentException(problem, nameof(record))
            : new Comparison(record);

    public RunRecord Record { get; }

    /// <summary>What candidates are ranked and tested by, as a heading: "accuracy", "macro-F1", "token F1".</summary>
    public string Metric => _metric.Title;

    /// <summary>Whether that is the share of rows answered rightly: accuracy, or exact match.</summary>
    public bool CountsRows => _metric is Accuracy or ExactMatch;

    /// <summary>What is expected of a row: its label, its answer or its fields, in words.</summary>
    public string Expected(int row) => Record.Rows[row].ExpectedText(Record.Labels, Record.Fields);

    /// <summary>How the eval rows came about: their groups and folds.</summary>
    public Sampling Sampling => _metric.Sampling;

    /// <summary>The best first.</summary>
    public ImmutableArray<CandidateSummary> Ranked { get; }

    public ImmutableArray<FailedCandidate> Failed { get; }

    /// <summary>Every two finished candidates, tested on the same rows, the p values corrected together.</summary>
    public ImmutableArray<PairedComparison> Pairs { get; }

    /// <summary>Null where answers are written.</summary>
    public Chance? Chance { get; }

    /// <summary>Null where every candidate failed.</summary>
    public CandidateSummary? Best => Ranked.IsEmpty ? null : Ranked[0];

    /// <summary>Each strategy once, on the training set on which it did best: what would be deployed of it. The best first.</summary>
    public IEnumerable<CandidateSummary> BestOfEach => Ranked.DistinctBy(candidate => candidate.Run.Strategy);

    /// <summary>Candidates that nothing tells from the best one.</summary>
    public IEnumerable<CandidateSummary> TiedWithBest => Ranked.Skip(1).Where(candidate => Between(Ranked[0], candidate).IsTie);

    /// <summary>Null where nothing is tied with the best candidate.</summary>
    public Tie? Tie => Tie.Of(this);

    /// <summary>Candidates that none both outscores and matches in speed, the fastest first: every choice that is worth considering.</summary>
    /// <remarks>Of those that take the same time within the noise of timing, only the one that scores highest.</remarks>
    public IEnumerable<CandidateSummary> ParetoFront =>
        from candidate in Ranked
        where candidate.P95Milliseconds is not null
            && !Ranked.TakeWhile(better => better != candidate)
                .Any(better => better.P95Milliseconds is not null && !Domination.IsClearlySlower(better, candidate))
        orderby candidate.P95Milliseconds
        select candidate;

    public IEnumerable<CandidateSummary> NotAboveChance => Ranked.Where(candidate => !candidate.IsAboveChance);

    /// <summary>Each strategy against the number of examples, set by set; empty where the spec asks for no curves.</summary>
    public ImmutableArray<LearningCurve> Curves => _curves.Value;

    /// <summary>What a smaller set is worth in examples of a larger one, strategy by strategy.</summary>
    public ImmutableArray<CurveCrossing> Crossings => _crossings.Value;

    /// <summary>From how many examples on one strategy does better than another, set by set.</summary>
    public ImmutableArray<StrategyCrossing> StrategyCrossings => _strategyCrossings.Value;

    /// <summary>Where learning curves cross, a sentence each: those of two sets, then those of two strategies.</summary>
    public IEnumerable<string> CurveSentences => [.. Crossings.Select(crossing => crossing.Sentence), .. StrategyCrossings.Select(crossing => crossing.Sentence)];

    /// <summary>What candidates gain or lose against the base unadapted and against a network from random weights, where those were run.</summary>
    public ImmutableArray<Transfer> Transfers { get; }

    /// <summary>What candidates that train the base's weights have lost of what it could do; empty where nobody has asked.</summary>
    public ImmutableArray<Forgetting> Forgettings { get; }

    /// <summary>Where preparation is traded for speed: after how many requests it has paid.</summary>
    public ImmutableArray<BreakEven> BreakEvens { get; }

    /// <summary>What to do now, and why; the most important first. Empty where nothing ran to its end.</summary>
    public ImmutableArray<Advice> Advice => _advice.Value;

    /// <summary>Indices of the rows on which the candidates do not all answer the same.</summary>
    public ImmutableArray<int> DisagreedRows { get; }

    /// <summary>Indices of the rows that every candidate answers wrongly: hard ones, or mislabelled.</summary>
    public ImmutableArray<int> RowsAllGetWrong { get; }

    /// <summary>The two candidates' test, whichever way round they are given.</summary>
    public PairedComparison Between(CandidateSummary first, CandidateSummary second) => Pairs.First(pair =>
        (pair.Better == first && pair.Worse == second) || (pair.Better == second && pair.Worse == first));

    /// <summary>Candidates that are both less accurate beyond chance and clearly slower than another one; for each, the
    /// best of those others.</summary>
    public IEnumerable<Domination> Dominations =>
        from worse in Ranked
        let better = Ranked.FirstOrDefault(better => Domination.Holds(this, better, worse))
        where better is not null
        select new Domination(Between(better, worse), Metric);

    /// <summary>The verdict as sentences, the most important one first.</summary>
    public ImmutableArray<string> Verdict => Verdicts.Sentences(this);

    /// <summary>A candidate's standing in a few words: "best", "tied for best", "−6.9, p = 0.021",
    /// "−6.9, seeds differ".</summary>
    public string Standing(CandidateSummary candidate) => Verdicts.Standing(this, candidate);

    /// <summary>"prompt is not above chance (75.0 %, always 'renewal'): its accuracy is 72.5 % [57.2–83.9]."</summary>
    /// <param name="candidate">One of <see cref="NotAboveChance"/>.</param>
    public string ChanceSentence(CandidateSummary candidate) => Verdicts.ChanceOf(this, candidate);

    /// <summary>"Every candidate gets this row wrong (renewal): ✗ termination: lora 0.61, rag 0.55. Hard, or labelled wrongly."</summary>
    /// <param name="row">One of <see cref="RowsAllGetWrong"/>.</param>
    public string AllWrongSentence(int row) => Verdicts.AllWrong(this, row);

    /// <summary>A candidate's standing as a sentence or two: "rag is dominated by lora: …", "prompt trails lora by 17.5 points (p &lt; 0.001)."</summary>
    public string VerdictOn(CandidateSummary candidate) => Verdicts.On(this, candidate);

    /// <summary>The index of the row of that text, the first where there are several; null where there is none.</summary>
    public int? RowOf(string text) => _rowsByText.Value.TryGetValue(text, out var row) ? row : null;

    private static Dictionary<string, int> RowsByText(RunRecord record)
    {
        var rows = new Dictionary<string, int>(record.Rows.Length, StringComparer.Ordinal);
        for (var row = 0; row < record.Rows.Length; row++)
            rows.TryAdd(record.Rows[row].Text, row);
        return rows;
    }

    private IEnumerable<int> Rows() => Enumerable.Range(0, Record.Rows.Length);

    private static string OneLine(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "no reason given";
}

/// <summary>What always answering the most frequent label of the eval rows would reach: the floor that a candidate has to beat.</summary>
/// <remarks>Never below one over the number of labels, which blind guessing would reach.</remarks>
public readonly record struct Chance(double Share, int Label)
{
    internal static Chance Of(RunRecord record)
    {
        var most = record.Rows.GroupBy(row => row.Gold).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First();
        return new Chance((double)most.Count() / record.Rows.Length, most.Key);
    }
}
