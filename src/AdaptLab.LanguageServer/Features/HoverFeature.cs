using AdaptLab.Editing;
using AdaptLab.LanguageServer.Protocol;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`textDocument/hover`.</summary>
internal static class HoverFeature
{
    public static Feature Feature { get; } = Feature.Read<PositionParams, Protocol.Hover?>("textDocument/hover", request =>
        request.Spec(request.Params.TextDocument) is { } spec && Hovers.At(spec.Snapshot, spec.Offset(request.Params.Position)) is { } hover
            ? spec.Hover(hover)
            : null)
        with { Announce = (all, _) => all with { HoverProvider = true } };
}
