using AdaptLab.Language.Binding;
using AdaptLab.Results;

namespace AdaptLab.Data.Planning;

/// <summary>How much a model on this machine has to read for a candidate, in tokens, by the lengths of the texts.</summary>
internal sealed class WorkEstimate(Plan plan)
{
    private const int CharactersPerToken = 4;

    /// <summary>A token that is learnt from is read, and its error carried back, which is twice as much again.</summary>
    private const int Training = 3;

    /// <summary>What is written is written token by token, each of which takes about as long as reading so many.</summary>
    private const int Writing = 12;

    private readonly double _row = plan.Rows.Select(row => (double)TokensOf(row.Text)).DefaultIfEmpty().Average();
    private readonly double _common = TokensOf(plan.Task.Instruction) + plan.Labels.Concat(plan.Task.Fields).Sum(named => 2 + TokensOf(named.Name) + TokensOf(named.Description));

    /// <summary>To prepare a fold once and to answer so many rows.</summary>
    public double Tokens(PlannedCandidate candidate, int fold, int requests)
    {
        var examples = candidate.Part is null ? candidate.Folds[fold].Training.Length : candidate.Examples;
        var example = candidate.Folds[fold].Training.Select(row => (double)TokensOf(row.Text)).DefaultIfEmpty().Average();
        // Steps of a cascade are prepared twice, and rows that the first is sure of ask no other.
        return candidate.Strategy.Kind == "cascade"
            ? candidate.Parts.Sum(part => (2 * Preparation(candidate, part.Strategy, examples, example)) + (requests * Request(part.Strategy, examples, example)))
            : candidate.Strategies.Sum(strategy => Preparation(candidate, strategy, examples, example)) + (requests * candidate.Strategies.Max(strategy => Request(strategy, examples, example)));
    }

    private double Preparation(PlannedCandidate candidate, StrategySpec strategy, int examples, double example) => strategy.Kind switch
    {
        "head" => examples * example,
        "rag" => (examples * example) + candidate.Documents.Sum(document => (double)TokensOf(document.Text)),
        "lora" or "finetune" or "scratch" when strategy.Properties.TextOrNull("adapter") is null =>
            Training * strategy.Properties.Number("epochs") * examples * candidate.Strategies.Max(part => Request(part, examples, example)),
        _ => _common + (Shots(strategy, examples) * example),
    };

    /// <summary>What requests have in common is read once; what is looked up is read for each.</summary>
    private double Request(StrategySpec strategy, int examples, double example)
    {
        var answer = plan.Task.Kind == TaskKind.Classify ? plan.Labels.Length : Writing * 8.0;
        return _row + answer + (strategy.Kind == "rag" ? _common + (strategy.Properties.Integer("retrieve") * example)
            : strategy.Kind == "prompt" && strategy.Properties.Text("select") == "nearest" ? _common + (Shots(strategy, examples) * example) : 0);
    }

    private static int Shots(StrategySpec strategy, int examples) => strategy.Kind == "prompt" ? Math.Min(strategy.Properties.Integer("shots"), examples) : 0;

    private static int TokensOf(string? text) => ((text?.Length ?? 0) + CharactersPerToken - 1) / CharactersPerToken;
}
