using AdaptLab.Editing;
using AdaptLab.LanguageServer.Protocol;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`textDocument/documentSymbol` and `workspace/symbol`.</summary>
internal static class SymbolFeatures
{
    /// <summary>Nobody reads a longer list; another letter makes it shorter.</summary>
    private const int MostFound = 500;

    public static Feature OfDocument { get; } = Feature.Read<DocumentParams, IReadOnlyList<object>?>("textDocument/documentSymbol", request =>
    {
        if (request.Spec(request.Params.TextDocument) is not { } spec)
            return null;
        var symbols = Symbols.Of(spec.Snapshot);
        return request.State.Client.HierarchicalSymbols ? [.. symbols.Select(spec.Symbol)] : [.. symbols.SelectMany(symbol => Flat(spec, symbol, null))];
    })
    with { Announce = (all, _) => all with { DocumentSymbolProvider = true } };

    public static Feature OfWorkspace { get; } = Feature.Read<WorkspaceSymbolParams, IReadOnlyList<SymbolInformation>>("workspace/symbol", request =>
    [
        .. request.State.Documents.Values
            .OrderBy(document => document.Uri.ToString(), StringComparer.Ordinal)
            .Select(document => new Conversions(document, request.State.Client))
            .SelectMany(spec => Symbols.Of(spec.Snapshot).SelectMany(symbol => Flat(spec, symbol, Path.GetFileName(spec.Snapshot.Path))))
            .Where(symbol => Matches(symbol.Name, request.Params.Query ?? ""))
            .Take(MostFound),
    ])
    with { Announce = (all, _) => all with { WorkspaceSymbolProvider = true } };

    private static IEnumerable<SymbolInformation> Flat(Conversions spec, Editing.DocumentSymbol symbol, string? container) =>
        symbol.Children.SelectMany(child => Flat(spec, child, symbol.Name)).Prepend(spec.SymbolInformation(symbol, container));

    // The letters in their order, whatever stands between them: clients sort and sift further.
    private static bool Matches(string name, string query)
    {
        var at = 0;
        foreach (var letter in name)
        {
            if (at < query.Length && char.ToLowerInvariant(letter) == char.ToLowerInvariant(query[at]))
                at++;
        }

        return at == query.Length;
    }
}
