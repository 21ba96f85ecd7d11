using AdaptLab.Editing.Actions;
using AdaptLab.Language;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`textDocument/codeAction`: to clients that take more than a command as the answer.</summary>
internal static class CodeActionFeature
{
    public static Feature Feature { get; } = Feature.Read<CodeActionParams, IReadOnlyList<Protocol.CodeAction>?>("textDocument/codeAction", request =>
    {
        if (request.Spec(request.Params.TextDocument) is not { } spec)
            return null;
        var range = spec.Span(request.Params.Range);
        // Not the client's diagnostics: those may be of an earlier text, and hold less than ours.
        var here = Editing.SpecDiagnostics.Of(spec.Snapshot).Where(diagnostic => Meet(diagnostic.Span, range));
        var texts = new DataTexts(spec.Document);
        return
        [
            .. from action in CodeActions.At(spec.Snapshot, range, here)
               where IsWanted(Conversions.KindOf(action.Kind), request.Params.Context.Only)
               let edit = spec.Edit(action.Edits, texts.Of)
               where edit is not null
               select spec.Action(action, edit, request.Params.Context.Diagnostics ?? []),
        ];
    })
    with
    {
        Announce = (all, client) => client.CodeActions
            ? all with { CodeActionProvider = new CodeActionOptions([.. Enum.GetValues<CodeActionKind>().Select(Conversions.KindOf)], ResolveProvider: false) }
            : all,
    };

    private static bool Meet(TextSpan first, TextSpan second) => first.Start <= second.End && second.Start <= first.End;

    // "refactor" asks for "refactor.extract", too.
    private static bool IsWanted(string kind, IReadOnlyList<string>? only) =>
        only is null || only.Any(wanted => kind == wanted || kind.StartsWith(wanted + ".", StringComparison.Ordinal));
}
