using System.Collections.Immutable;
using AdaptLab.Editing;
using AdaptLab.LanguageServer.Protocol;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`textDocument/semanticTokens/full`, `full/delta` and `range`.</summary>
internal static class SemanticTokensFeature
{
    public static Feature Full { get; } = Feature.Read<SemanticTokensParams, Protocol.SemanticTokens?>("textDocument/semanticTokens/full", request =>
    {
        if (request.Spec(request.Params.TextDocument) is not { } spec)
            return null;
        var data = spec.Tokens(Editing.SemanticTokens.Of(spec.Snapshot));
        return new Protocol.SemanticTokens(request.Session.Tokens.Keep(spec.Document.Uri, data), data);
    })
    with
    {
        Announce = (all, _) => all with { SemanticTokensProvider = new SemanticTokensOptions(TokenLegend.Legend, Range: true, new TokensFull(Delta: true)) },
    };

    /// <summary>What has changed since the tokens that the client names; all of them where it names others than the last.</summary>
    public static Feature Delta { get; } = Feature.Read<SemanticTokensDeltaParams, object?>("textDocument/semanticTokens/full/delta", request =>
    {
        if (request.Spec(request.Params.TextDocument) is not { } spec)
            return null;
        var before = request.Session.Tokens.Find(spec.Document.Uri, request.Params.PreviousResultId);
        var data = spec.Tokens(Editing.SemanticTokens.Of(spec.Snapshot));
        var id = request.Session.Tokens.Keep(spec.Document.Uri, data);
        return before is { } known ? new SemanticTokensDelta(id, Difference(known, data)) : new Protocol.SemanticTokens(id, data);
    });

    public static Feature Range { get; } = Feature.Read<RangeParams, Protocol.SemanticTokens?>("textDocument/semanticTokens/range", request =>
        request.Spec(request.Params.TextDocument) is { } spec
            ? new Protocol.SemanticTokens(null, spec.Tokens(Editing.SemanticTokens.Of(spec.Snapshot, spec.Span(request.Params.Range))))
            : null);

    /// <summary>One edit between what both have at their beginning and at their end: a keystroke changes one place.</summary>
    internal static ImmutableArray<SemanticTokensEdit> Difference(ImmutableArray<int> before, ImmutableArray<int> after)
    {
        var start = before.AsSpan().CommonPrefixLength(after.AsSpan());
        if (start == before.Length && start == after.Length)
            return [];
        var end = 0;
        while (end < Math.Min(before.Length, after.Length) - start && before[^(end + 1)] == after[^(end + 1)])
            end++;
        return [new SemanticTokensEdit(start, before.Length - start - end, after[start..^end])];
    }
}
