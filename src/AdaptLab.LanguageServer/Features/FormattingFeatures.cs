using AdaptLab.Editing.Formatting;
using AdaptLab.LanguageServer.Protocol;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`textDocument/formatting`, `rangeFormatting` and `onTypeFormatting`. How a spec is laid out is the language's
/// matter: the client's tab size is not asked.</summary>
internal static class FormattingFeatures
{
    public static Feature OfDocument { get; } = Feature.Read<DocumentParams, IReadOnlyList<TextEdit>?>("textDocument/formatting", request =>
        request.Spec(request.Params.TextDocument) is { } spec ? spec.Edits(RangeFormatting.Of(spec.Snapshot)) : null)
        with { Announce = (all, _) => all with { DocumentFormattingProvider = true } };

    public static Feature OfRange { get; } = Feature.Read<RangeParams, IReadOnlyList<TextEdit>?>("textDocument/rangeFormatting", request =>
        request.Spec(request.Params.TextDocument) is { } spec ? spec.Edits(RangeFormatting.Of(spec.Snapshot, spec.Span(request.Params.Range))) : null)
        with { Announce = (all, _) => all with { DocumentRangeFormattingProvider = true } };

    public static Feature OnType { get; } = Feature.Read<OnTypeFormattingParams, IReadOnlyList<TextEdit>?>("textDocument/onTypeFormatting", request =>
        request.Spec(request.Params.TextDocument) is { } spec && request.Params.Ch is [var typed]
            ? spec.Edits(TypingFormatting.At(spec.Snapshot, spec.Offset(request.Params.Position), typed))
            : null)
        with { Announce = (all, _) => all with { DocumentOnTypeFormattingProvider = new OnTypeOptions("\n", ["}"]) } };
}
