using System.Collections.Immutable;

namespace AdaptLab.Language.Schema;

public enum NameRule { None, Required, Kind }

/// <summary>The shape of a declaration.</summary>
/// <param name="Form">As in the reference: "model NAME = PROVIDER(…) [{ … }]".</param>
/// <param name="Names"><see cref="NameRule.Kind"/>: a strategy's kind, then words that tell several of a kind apart.</param>
public sealed record DeclarationSchema(string Keyword, string Doc, string Form, NameRule Names)
{
    public bool TakesKind { get; init; }

    public bool TakesValue { get; init; }

    public bool TakesPath { get; init; }

    public bool TakesRows { get; init; }

    /// <summary>At most one in a file.</summary>
    public bool Single { get; init; }

    public bool Required { get; init; }
}

public static class Declarations
{
    public static ImmutableArray<DeclarationSchema> All { get; } =
    [
        new("task", "What the model is to do.", "task NAME: KIND { … }", NameRule.Required)
        {
            TakesKind = true, Single = true, Required = true,
        },
        new("model", "A base model to adapt.", "model NAME = PROVIDER(\"…\") [{ … }]", NameRule.Required)
        {
            TakesValue = true,
        },
        new("examples", "A set of labelled rows to learn from.", "examples NAME [from \"PATH\"] [{ … }]", NameRule.Required)
        {
            TakesPath = true, TakesRows = true,
        },
        new("documents", "Texts in which `rag` looks things up.", "documents NAME from \"PATTERN\" [{ … }]", NameRule.Required)
        {
            TakesPath = true,
        },
        new("eval", "The labelled rows on which strategies are judged; never learned from.", "eval [from \"PATH\"] [{ … }]", NameRule.None)
        {
            TakesPath = true, TakesRows = true, Single = true, Required = true,
        },
        new("strategy", "A way of adapting the model, to compare with the others.", "strategy KIND [NAME …] [{ … }]", NameRule.Kind),
        new("compare", "How to compare, and what must hold.", "compare { … }", NameRule.None) { Single = true },
    ];

    public static DeclarationSchema? Find(string keyword) => All.FirstOrDefault(d => d.Keyword == keyword);

    public static bool IsKeyword(string text) => Find(text) is not null;
}
