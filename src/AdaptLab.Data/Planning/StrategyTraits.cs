using System.Collections.Immutable;
using AdaptLab.Language.Binding;

namespace AdaptLab.Data.Planning;

/// <summary>What must be known of a strategy without loading it: for the plan, and to tell whether a stored result still holds.</summary>
/// <param name="Kind">The keyword's kind in a spec: "prompt", "rag", "lora", …</param>
/// <param name="Version">Raised with every change of the strategy's code, or of the word vectors, the names or the reader that ship, that can change an answer: what was stored before is run again.</param>
/// <param name="UsesSeed">Whether another seed could give another answer. Where it could not, one seed is run and stands for all.</param>
/// <param name="ReadsDocuments">Whether a change of a document can change an answer.</param>
public sealed record StrategyTraits(string Kind, int Version, Func<StrategySpec, bool> UsesSeed, bool ReadsDocuments = false)
{
    /// <summary>Raised with every change of how a prompt is written, of tokens or of the model's own code: it concerns every strategy.</summary>
    public const int SharedVersion = 3;

    /// <summary>Every strategy that can be run, in the order in which lists show them.</summary>
    public static ImmutableArray<StrategyTraits> All { get; } =
    [
        new("prompt", 6, strategy => strategy.Properties.Integer("shots") > 0 && strategy.Properties.Text("select") is not ("first" or "nearest")),
        new("rag", 10, _ => false, ReadsDocuments: true),
        new("lora", 3, strategy => strategy.Properties.TextOrNull("adapter") is null) { AdaptsBase = true },
        new("head", 5, _ => false),
        new("finetune", 3, _ => true) { AdaptsBase = true },
        new("scratch", 2, _ => true),
        // The split that its thresholds come from is drawn.
        new("cascade", 2, strategy => !strategy.Properties.Has("confidence")),
    ];

    /// <summary>Whether it changes the base's weights, so that the base may forget.</summary>
    public bool AdaptsBase { get; init; }

    public static ImmutableArray<string> Kinds { get; } = [.. All.Select(traits => traits.Kind)];

    /// <summary>Whether nothing of the examples reaches the model: the base as it is, asked with the instruction alone.</summary>
    public static bool IsUnadapted(StrategySpec strategy) => strategy.Kind == "prompt" && strategy.Properties.Integer("shots") == 0;

    /// <exception cref="InvalidOperationException">No strategy of this kind can be run.</exception>
    public static StrategyTraits Of(string kind) => All.First(traits => traits.Kind == kind);
}
