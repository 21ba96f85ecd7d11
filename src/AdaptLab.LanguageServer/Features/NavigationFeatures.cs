using AdaptLab.Editing;
using AdaptLab.LanguageServer.Protocol;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`textDocument/definition`, `references`, `documentHighlight` and `documentLink`.</summary>
internal static class NavigationFeatures
{
    public static Feature Definition { get; } = Feature.ReadAsync<PositionParams, IReadOnlyList<Location>?>("textDocument/definition", async request =>
        request.Spec(request.Params.TextDocument) is { } spec
            ? spec.Locations(Definitions.At(spec.Snapshot, spec.Offset(request.Params.Position)))
            : await FromFile.LocationsAsync(request, request.Params.TextDocument, request.Params.Position, Definitions.FromFile))
        with { Announce = (all, _) => all with { DefinitionProvider = true } };

    public static Feature AllReferences { get; } = Feature.ReadAsync<ReferenceParams, IReadOnlyList<Location>?>("textDocument/references", async request =>
    {
        var declaration = request.Params.Context?.IncludeDeclaration == true;
        return request.Spec(request.Params.TextDocument) is { } spec
            ? spec.Locations(References.At(spec.Snapshot, spec.Offset(request.Params.Position), declaration))
            : await FromFile.LocationsAsync(
                request, request.Params.TextDocument, request.Params.Position,
                (snapshot, path, line, column) => References.FromFile(snapshot, path, line, column, declaration));
    })
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
