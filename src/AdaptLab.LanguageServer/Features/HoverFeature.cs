using AdaptLab.Editing;
using AdaptLab.LanguageServer.Protocol;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`textDocument/hover`.</summary>
internal static class HoverFeature
{
    public static Feature Feature { get; } = Feature.Read<PositionParams, Protocol.Hover?>("textDocument/hover", request =>
        request.Spec(request.Params.TextDocument) is { } spec && spec.Offset(request.Params.Position) is var offset && Hovers.At(spec.Snapshot, offset) is { } hover
            ? spec.Hover(hover, HoverActions.At(spec.Snapshot, offset))
            : null)
        with { Announce = (all, _) => all with { HoverProvider = true } };
}
