using System.Collections.Immutable;
using AdaptLab.Editing.Actions;
using AdaptLab.Language;
using AdaptLab.LanguageServer.Diagnosing;
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
            return AtRows(request);
        var range = spec.Span(request.Params.Range);
        var (texts, client) = (new DataTexts(spec.Document), request.State.Client);
        return
        [
            .. from action in At(spec, range, texts)
               where IsWanted(action, request.Params.Context.Only)
               where !action.CreatesFile || client.CreatesFiles
               let edit = client.ResolvesActions ? null : spec.Edit(action.Edits, texts)
               let data = client.ResolvesActions ? JObject.FromObject(new Origin(spec.Document.Uri.ToString(), spec.Document.Version, range.Start, range.End)) : null
               select spec.Action(action, edit, data, Mended(action, request, diagnostic => spec.Range(diagnostic.Span))),
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
        var texts = new DataTexts(spec.Document);
        var action = spec.Document.Version == origin.Version
            ? At(spec, TextSpan.FromBounds(origin.Start, origin.End), texts).FirstOrDefault(one => one.Title == chosen.Title && Conversions.KindOf(one.Kind) == chosen.Kind)
            : null;
        return action is null
            ? throw Life.Refused(ErrorCodes.ContentModified, "The text has changed since the action was offered. Ask for it again.")
            : chosen with { Edit = spec.Edit(action.Edits, texts) };
    });

    /// <summary>What can be done at a row of a data file, by the specs that read it. The edits come at once: few rows are looked at.</summary>
    private static Protocol.CodeAction[]? AtRows(Request<CodeActionParams> request)
    {
        if (new DocumentUri(request.Params.TextDocument.Uri).Path is not { } path)
            return null;
        var client = request.State.Client;
        return
        [
            .. from document in request.State.Documents.Values
               where document.FilesRead.Any(written => document.PathOf(written) == path)
               let spec = new Conversions(document, client)
               let texts = new DataTexts(document)
               let rows = RowsAt(document, path, request)
               from action in CodeActions.AtRow(document.Snapshot, rows.Keys, texts.Of)
               where IsWanted(action, request.Params.Context.Only)
               select spec.Action(action, spec.Edit(action.Edits, texts), null, Mended(action, request, diagnostic => rows[diagnostic])),
        ];
    }

    /// <summary>What a spec says of the rows of one of its files that are asked about, and where it is shown there.</summary>
    private static Dictionary<Language.Diagnostics.Diagnostic, Protocol.Range> RowsAt(Document document, string path, Request<CodeActionParams> request)
    {
        var told = Editing.SpecDiagnostics.Of(document.Snapshot).Where(diagnostic => diagnostic.File is { Line: > 0 } file && document.PathOf(file.Path) == path).ToList();
        var places = new DataPlaces(document, request.State.Client.Encoding);
        places.Load(told.Select(diagnostic => diagnostic.File!));
        return told.Select(diagnostic => (diagnostic, places.LocationOf(diagnostic.File!).Range)).Where(row => Meet(row.Range, request.Params.Range)).DistinctBy(row => row.diagnostic)
            .ToDictionary(row => row.diagnostic, row => row.Range);
    }

    private static ImmutableArray<Editing.Actions.CodeAction> At(Conversions spec, TextSpan range, DataTexts texts)
    {
        // Not the client's diagnostics: those may be of an earlier text, and hold less than ours.
        var here = Editing.SpecDiagnostics.Of(spec.Snapshot).Where(diagnostic => Meet(diagnostic.Span, range));
        return CodeActions.At(spec.Snapshot, range, here, texts.Of);
    }

    private static bool Meet(TextSpan first, TextSpan second) => first.Start <= second.End && second.Start <= first.End;

    private static bool Meet(Protocol.Range first, Protocol.Range second) => IsBefore(first.Start, second.End) && IsBefore(second.Start, first.End);

    /// <summary>Or there.</summary>
    private static bool IsBefore(Position first, Position second) => (first.Line, first.Character).CompareTo((second.Line, second.Character)) <= 0;

    /// <summary>Those that the action mends, as the client has sent them.</summary>
    private static Protocol.Diagnostic[] Mended(Editing.Actions.CodeAction action, Request<CodeActionParams> request, Func<Language.Diagnostics.Diagnostic, Protocol.Range> rangeOf) =>
        action.Diagnostic is { } diagnostic
            ? [.. (request.Params.Context.Diagnostics ?? []).Where(one => one.Code == diagnostic.Code && one.Range == rangeOf(diagnostic))]
            : [];

    // "refactor" asks for "refactor.extract", too.
    private static bool IsWanted(Editing.Actions.CodeAction action, IReadOnlyList<string>? only) =>
        Conversions.KindOf(action.Kind) is var kind && (only is null || only.Any(wanted => kind == wanted || kind.StartsWith(wanted + ".", StringComparison.Ordinal)));

    /// <summary>Where an action was offered.</summary>
    private sealed record Origin(string Uri, int? Version, int Start, int End);
}
