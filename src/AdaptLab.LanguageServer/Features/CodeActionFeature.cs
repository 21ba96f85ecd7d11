using System.Collections.Immutable;
using AdaptLab.Editing.Actions;
using AdaptLab.Language;
using AdaptLab.LanguageServer.Hosting;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;
using Newtonsoft.Json.Linq;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`textDocument/codeAction`, to clients that take more than a command as the answer, and `codeAction/resolve`: a list
/// of actions is asked for at every movement of the cursor, and few of them are ever done.</summary>
internal static class CodeActionFeature
{
    public static Feature Feature { get; } = Feature.Read<CodeActionParams, IReadOnlyList<Protocol.CodeAction>?>("textDocument/codeAction", request =>
    {
        if (request.Spec(request.Params.TextDocument) is not { } spec)
            return null;
        var range = spec.Span(request.Params.Range);
        var (texts, client) = (new DataTexts(spec.Document), request.State.Client);
        return
        [
            .. from action in At(spec, range)
               where IsWanted(Conversions.KindOf(action.Kind), request.Params.Context.Only)
               where !action.CreatesFile || client.CreatesFiles
               let edit = client.ResolvesActions ? null : spec.Edit(action.Edits, texts)
               let data = client.ResolvesActions ? JObject.FromObject(new Origin(spec.Document.Uri.ToString(), spec.Document.Version, range.Start, range.End)) : null
               select spec.Action(action, edit, data, request.Params.Context.Diagnostics ?? []),
        ];
    })
    with
    {
        Announce = (all, client) => client.CodeActions
            ? all with { CodeActionProvider = new CodeActionOptions([.. Enum.GetValues<CodeActionKind>().Select(Conversions.KindOf)], client.ResolvesActions) }
            : all,
    };

    /// <summary>With its edit, if the text is still the one that the action was offered for.</summary>
    public static Feature Resolve { get; } = Feature.Read<Protocol.CodeAction, Protocol.CodeAction>("codeAction/resolve", request =>
    {
        var chosen = request.Params;
        if (chosen.Data?.ToObject<Origin>() is not { Uri: { } uri } origin || request.Spec(new TextDocumentIdentifier(uri)) is not { } spec)
            throw Life.Refused(ErrorCodes.InvalidParams, "The action does not say of which spec it is.");
        var action = spec.Document.Version == origin.Version
            ? At(spec, TextSpan.FromBounds(origin.Start, origin.End)).FirstOrDefault(one => one.Title == chosen.Title && Conversions.KindOf(one.Kind) == chosen.Kind)
            : null;
        return action is null
            ? throw Life.Refused(ErrorCodes.ContentModified, "The text has changed since the action was offered. Ask for it again.")
            : chosen with { Edit = spec.Edit(action.Edits, new DataTexts(spec.Document)) };
    });

    private static ImmutableArray<Editing.Actions.CodeAction> At(Conversions spec, TextSpan range)
    {
        // Not the client's diagnostics: those may be of an earlier text, and hold less than ours.
        var here = Editing.SpecDiagnostics.Of(spec.Snapshot).Where(diagnostic => Meet(diagnostic.Span, range));
        return CodeActions.At(spec.Snapshot, range, here);
    }

    private static bool Meet(TextSpan first, TextSpan second) => first.Start <= second.End && second.Start <= first.End;

    // "refactor" asks for "refactor.extract", too.
    private static bool IsWanted(string kind, IReadOnlyList<string>? only) =>
        only is null || only.Any(wanted => kind == wanted || kind.StartsWith(wanted + ".", StringComparison.Ordinal));

    /// <summary>Where an action was offered.</summary>
    private sealed record Origin(string Uri, int? Version, int Start, int End);
}
