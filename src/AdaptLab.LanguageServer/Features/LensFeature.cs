using AdaptLab.Editing;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`textDocument/codeLens` and `inlayHint`: what the last run says, beside what it is about.</summary>
internal static class LensFeature
{
    public static Feature Lens { get; } = Feature.Read<DocumentParams, IReadOnlyList<CodeLens>?>("textDocument/codeLens", request =>
        request.State.Settings.CodeLens && request.Spec(request.Params.TextDocument) is { } spec
            ? [.. Lenses.Of(spec.Snapshot, request.Session.Options.Clock.GetUtcNow()).Select(lens => new CodeLens(spec.Range(lens.Span), spec.Command(lens)))]
            : null)
        with { Announce = (all, _) => all with { CodeLensProvider = new ResolveOptions(ResolveProvider: false) } };

    public static Feature Hint { get; } = Feature.Read<RangeParams, IReadOnlyList<Protocol.InlayHint>?>("textDocument/inlayHint", request =>
        request.State.Settings.InlayHints && request.Spec(request.Params.TextDocument) is { } spec
            ? [.. InlayHints.Of(spec.Snapshot, spec.Span(request.Params.Range), ofStrategies: !HasLenses(request.State)).Select(spec.Hint)]
            : null)
        with { Announce = (all, _) => all with { InlayHintProvider = true } };

    /// <summary>A client that lets lenses be refreshed shows them: what they say of a strategy need not stand beside it as well.</summary>
    private static bool HasLenses(WorkspaceState state) => state.Settings.CodeLens && state.Client.RefreshesLenses;
}
