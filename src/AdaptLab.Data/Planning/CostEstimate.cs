using System.Collections.Immutable;
using AdaptLab.Language.Binding;
using AdaptLab.Results;
using AdaptLab.Results.Store;

namespace AdaptLab.Data.Planning;

/// <summary>What a run will ask a server for, estimated before anything is sent: from the texts that prompts are made of.</summary>
/// <param name="Requests">For rows that the store does not know yet.</param>
/// <param name="Tokens">Read and written, all requests together.</param>
public sealed record CostEstimate(ModelSpec Model, int Requests, TokenCount Tokens)
{
    /// <summary>As for English text and most tokenizers.</summary>
    private const int CharactersPerToken = 4;

    /// <summary>What a chat template and the word to the model before the prompt take.</summary>
    private const int OtherTokens = 60;

    private const int AnswerTokens = 8;

    /// <summary>Of the examples, those that a cascade's thresholds are found out from.</summary>
    private const double HeldBackShare = 0.2;

    /// <summary>Null where the spec tells no price.</summary>
    public double? Cost => RemoteModels.PriceOf(Model)?.Of(Tokens);

    /// <summary>Why the run should not be begun; null where nothing speaks against it.</summary>
    public string? Refusal => Budget is { } budget && Cost > budget
        ? $"The run is estimated at {Figures.Money(Cost.Value)}, which is more than the budget of {Figures.Money(budget)} of '{Model.Name}': {Figures.Count(Requests)} requests of about {Figures.Count((double)Tokens.Prompt / Requests)} tokens. Raise `budget`, or ask less: fewer shots, --limit, --strategy."
        : null;

    /// <summary>"about 160 requests to https://api.openai.com: 61,000 tokens read, 1,300 written, 0.0093 of a budget of 2.00".</summary>
    public string Text =>
        $"about {Figures.Count(Requests, "request")} to {new Uri(Model.Properties.Text("endpoint")).GetLeftPart(UriPartial.Authority)}: {Figures.About(Tokens.Prompt)} tokens read, {Figures.About(Tokens.Completion)} written"
        + (Cost is { } cost ? $", {Figures.Money(cost)}" + (Budget is { } budget ? $" of a budget of {Figures.Money(budget)}" : "") : "");

    private double? Budget => Model.Properties.Has("budget") ? Model.Properties.Number("budget") : null;

    /// <summary>One for each model behind a server that answers will be asked of.</summary>
    /// <param name="models">By their names in the spec (<see cref="ModelFiles.Known"/>).</param>
    /// <param name="store">Null where nothing that is known counts.</param>
    public static ImmutableArray<CostEstimate> Of(Plan plan, ImmutableDictionary<string, ModelInfo> models, RunStore? store)
    {
        var identities = new UnitIdentities(plan, models);
        return
        [
            .. plan.Candidates
                .Where(candidate => candidate.Model.IsRemote())
                .GroupBy(candidate => candidate.Model.Name)
                .Select(same => Of(plan, same, identities, store))
                .Where(estimate => estimate.Requests > 0),
        ];
    }

    private static CostEstimate Of(Plan plan, IEnumerable<PlannedCandidate> candidates, UnitIdentities identities, RunStore? store)
    {
        var (requests, read) = (0, 0L);
        foreach (var candidate in candidates)
        {
            for (var fold = 0; fold < candidate.Folds.Length; fold++)
            {
                var parts = candidate.Folds[fold];
                var common = OtherTokens + CommonTokens(plan) + (ShownPassages(candidate) * PassageTokens(candidate, parts));
                // Every step may be asked, and has been asked about examples before to find out when.
                var steps = Math.Max(1, candidate.Strategy.Kind == "cascade" ? candidate.Parts.Length : 1);
                var tried = steps > 1 && !candidate.Strategy.Properties.Has("confidence") ? HeldBackShare * parts.Training.Length : 0;
                foreach (var seed in candidate.Seeds)
                {
                    var unit = store?.Find(identities.Of(candidate, fold, seed).Key);
                    int[] missing = [.. parts.Rows.Where(row => unit?.Row(plan.Rows[row].Text) is null)];
                    // One more asks the server what it can do.
                    var asked = missing.Length == 0 ? 0 : (int)Math.Ceiling(steps * (missing.Length + 1 + tried));
                    requests += asked;
                    read += (asked * (long)common) + (steps * missing.Sum(row => (long)TokensOf(plan.Rows[row].Text)));
                }
            }
        }

        return new CostEstimate(candidates.First().Model, requests, new TokenCount((int)Math.Min(read, int.MaxValue), requests * AnswerTokens));
    }

    private static int CommonTokens(Plan plan) =>
        TokensOf(plan.Task.Instruction) + plan.Labels.Concat(plan.Task.Fields).Sum(named => 2 + TokensOf(named.Name) + TokensOf(named.Description));

    private static int ShownPassages(PlannedCandidate candidate) => candidate.Strategies.Max(strategy => strategy.Kind switch
    {
        "rag" => strategy.Properties.Integer("retrieve"),
        "prompt" => Math.Min(strategy.Properties.Integer("shots"), candidate.Folds.Max(fold => fold.Training.Length)),
        _ => 0,
    });

    /// <summary>The mean of an example, or a whole chunk where documents are read.</summary>
    private static int PassageTokens(PlannedCandidate candidate, Fold fold) => (int)Math.Ceiling(Math.Max(
        fold.Training.Select(row => TokensOf(row.Text) + AnswerTokens).DefaultIfEmpty().Average(),
        candidate.Documents.Select(document => document.ChunkTokens).DefaultIfEmpty().Max()));

    private static int TokensOf(string? text) => ((text?.Length ?? 0) + CharactersPerToken - 1) / CharactersPerToken;
}
