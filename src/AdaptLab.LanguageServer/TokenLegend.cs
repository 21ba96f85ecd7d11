using System.Collections.Immutable;
using AdaptLab.Editing;
using AdaptLab.LanguageServer.Protocol;

namespace AdaptLab.LanguageServer;

/// <summary>What our kinds of words are called in the protocol: by the names that every client has a colour for.</summary>
internal static class TokenLegend
{
    /// <summary>The bit of the only modifier.</summary>
    public const int Declaration = 1;

    private static readonly ImmutableDictionary<SemanticTokenType, string> Names = new Dictionary<SemanticTokenType, string>
    {
        [SemanticTokenType.Keyword] = "keyword",
        [SemanticTokenType.Type] = "type",
        [SemanticTokenType.Task] = "class",
        [SemanticTokenType.Label] = "enumMember",
        [SemanticTokenType.Field] = "property",
        [SemanticTokenType.Model] = "struct",
        [SemanticTokenType.Set] = "variable",
        [SemanticTokenType.Strategy] = "class",
        [SemanticTokenType.Property] = "property",
        [SemanticTokenType.Value] = "enum",
        [SemanticTokenType.Function] = "function",
        [SemanticTokenType.Measure] = "property",
        [SemanticTokenType.Text] = "string",
        [SemanticTokenType.Number] = "number",
        [SemanticTokenType.Comment] = "comment",
        [SemanticTokenType.Operator] = "operator",
    }.ToImmutableDictionary();

    private static readonly ImmutableArray<string> Types = [.. Enum.GetValues<SemanticTokenType>().Select(type => Names[type]).Distinct()];

    private static readonly ImmutableArray<int> Indices = [.. Enum.GetValues<SemanticTokenType>().Select(type => Types.IndexOf(Names[type]))];

    public static TokensLegend Legend { get; } = new(Types, ["declaration"]);

    public static int IndexOf(SemanticTokenType type) => Indices[(int)type];
}
