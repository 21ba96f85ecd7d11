using AdaptLab.Editing;
using AdaptLab.LanguageServer.Protocol;
using Newtonsoft.Json.Linq;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`textDocument/completion` and `completionItem/resolve`.</summary>
internal static class CompletionFeature
{
    public static Feature Complete { get; } = Feature.ReadAsync<PositionParams, CompletionList?>("textDocument/completion", async request =>
    {
        if (request.Spec(request.Params.TextDocument) is not { } spec)
            return null;
        var offset = spec.Offset(request.Params.Position);
        var folder = await request.Session.Folders.AroundAsync(spec.Document, request.Cancellation);
        var data = JObject.FromObject(new { uri = spec.Document.Uri.ToString(), offset });
        return new CompletionList(IsIncomplete: false, [.. Completions.At(spec.Snapshot, offset, folder).Select(found => spec.Completion(found, documented: false, data))]);
    })
    with { Announce = (all, _) => all with { CompletionProvider = new CompletionOptions([":", " ", ".", "\"", "/", "[", ">"], ResolveProvider: true) } };

    /// <summary>With its documentation, if it is still what may be written there.</summary>
    public static Feature Resolve { get; } = Feature.ReadAsync<CompletionItem, CompletionItem>("completionItem/resolve", async request =>
    {
        var item = request.Params;
        if (item.Data is not JObject data || (string?)data["uri"] is not { } uri || (int?)data["offset"] is not { } offset
            || request.Spec(new TextDocumentIdentifier(uri)) is not { } spec)
            return item;
        var folder = await request.Session.Folders.AroundAsync(spec.Document, request.Cancellation);
        var found = Completions.At(spec.Snapshot, offset, folder).FirstOrDefault(completion => completion.Label == item.Label && completion.SortText == item.SortText);
        return found is null ? item : item with { Documentation = spec.Completion(found, documented: true, null).Documentation };
    });
}
