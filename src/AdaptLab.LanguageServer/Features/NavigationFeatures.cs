using AdaptLab.Editing;
using AdaptLab.LanguageServer.Protocol;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`textDocument/definition`, `references`, `documentHighlight` and `documentLink`.</summary>
internal static class NavigationFeatures
{
    public static Feature Definition { get; } = Feature.Read<PositionParams, IReadOnlyList<Location>?>("textDocument/definition", request =>
        request.Spec(request.Params.TextDocument) is { } spec
            ? spec.Locations(Definitions.At(spec.Snapshot, spec.Offset(request.Params.Position)))
            : null)
        with { Announce = (all, _) => all with { DefinitionProvider = true } };

    public static Feature AllReferences { get; } = Feature.Read<ReferenceParams, IReadOnlyList<Location>?>("textDocument/references", request =>
        request.Spec(request.Params.TextDocument) is { } spec
            ? spec.Locations(References.At(spec.Snapshot, spec.Offset(request.Params.Position), request.Params.Context?.IncludeDeclaration == true))
            : null)
        with { Announce = (all, _) => all with { ReferencesProvider = true } };

    public static Feature Highlight { get; } = Feature.Read<PositionParams, IReadOnlyList<DocumentHighlight>?>("textDocument/documentHighlight", request =>
        request.Spec(request.Params.TextDocument) is { } spec
            ? [.. Highlights.At(spec.Snapshot, spec.Offset(request.Params.Position)).Select(place => new DocumentHighlight(spec.Range(place.Span), place.IsWrite ? 3 : 2))]
            : null)
        with { Announce = (all, _) => all with { DocumentHighlightProvider = true } };

    public static Feature Links { get; } = Feature.Read<DocumentParams, IReadOnlyList<Protocol.DocumentLink>?>("textDocument/documentLink", request =>
        request.Spec(request.Params.TextDocument) is { } spec ? [.. DocumentLinks.Of(spec.Snapshot).Select(spec.Link)] : null)
        with { Announce = (all, _) => all with { DocumentLinkProvider = new ResolveOptions(ResolveProvider: false) } };
}
