using AdaptLab.Data.Planning;
using AdaptLab.LanguageServer.Diagnosing;
using AdaptLab.LanguageServer.Hosting;
using AdaptLab.LanguageServer.Panel;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.Results.Store;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`adaptlab/comparison`, `rowLocation` and `tests`: for clients that show a comparison as a page or as a tree of tests.</summary>
internal static class ComparisonFeatures
{
    public static Feature Comparison { get; } = Feature.ReadAsync<ComparisonParams, ComparisonView?>("adaptlab/comparison", async request =>
        await ReadAsync(request, request.Params.TextDocument) is { } spec
            ? ComparisonViews.Of(spec.Document, History(spec.Document.Uri.Path), request.Params.Width, request.Session.Options.Clock.GetUtcNow())
            : null);

    public static Feature RowLocation { get; } = Feature.ReadAsync<RowLocationParams, Location?>("adaptlab/rowLocation", async request =>
    {
        if (await ReadAsync(request, request.Params.TextDocument) is not { } spec)
            return null;
        var row = TestViews.Rows(spec.Snapshot).Where(row => row.Row.Id == request.Params.Row).Take(1).ToList();
        return TestViews.Locations(spec, row).FirstOrDefault();
    });

    public static Feature Tests { get; } = Feature.ReadAsync<DocumentParams, TestsView?>("adaptlab/tests", async request =>
        await ReadAsync(request, request.Params.TextDocument) is { } spec ? TestViews.Of(spec) : null);

    /// <summary>With its files and results; as far as they are known, where the text changes while they are read.</summary>
    private static async Task<Conversions?> ReadAsync<T>(Request<T> request, TextDocumentIdentifier named)
    {
        if (request.State.Find(named) is not { } document)
            return null;
        try
        {
            var state = await Readings.CompleteAsync(document, request.Session.Queue).WaitAsync(request.Cancellation);
            return state.Find(document.Uri) is { } read ? new Conversions(read, state.Client) : null;
        }
        catch (OperationCanceledException) when (!request.Cancellation.IsCancellationRequested)
        {
            return new Conversions(document, request.State.Client);
        }
    }

    private static IReadOnlyList<PastRun> History(string? path) =>
        path is not null && StorePlace.Of(path) is var place && Directory.Exists(place) ? RunStore.Open(place).Shelf(path).Manifest.Runs ?? [] : [];
}
