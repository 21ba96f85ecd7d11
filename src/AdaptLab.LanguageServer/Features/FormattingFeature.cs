using AdaptLab.Language.Formatting;
using AdaptLab.LanguageServer.Protocol;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`textDocument/formatting`. How a spec is laid out is the language's matter: the client's tab size is not asked.</summary>
internal static class FormattingFeature
{
    public static Feature Feature { get; } = Feature.Read<FormattingParams, IReadOnlyList<TextEdit>?>("textDocument/formatting", request =>
        request.Spec(request.Params.TextDocument) is { } spec ? spec.Edits(Formatter.Edits(spec.Document.Compilation.Tree)) : null)
        with { Announce = (all, _) => all with { DocumentFormattingProvider = true } };
}
