using AdaptLab.LanguageServer.Diagnosing;
using AdaptLab.LanguageServer.Hosting;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;
using StreamJsonRpc;

namespace AdaptLab.LanguageServer.Features;

/// <summary>`textDocument/diagnostic` and `workspace/diagnostic`: the client asks when it wants to know.</summary>
internal static class PullDiagnostics
{
    private const string Full = "full";
    private const string Unchanged = "unchanged";

    public static Feature OfDocument { get; } = Feature.ReadAsync<DocumentDiagnosticParams, DiagnosticReport>("textDocument/diagnostic", async request =>
    {
        if (request.State.Find(request.Params.TextDocument) is not { } document)
            return new DiagnosticReport(Full, "", []);
        var (print, items) = await DiagnoseAsync(document, request.State.Client, request.Session, request.Cancellation);
        return print == request.Params.PreviousResultId ? new DiagnosticReport(Unchanged, print) : new DiagnosticReport(Full, print, items);
    })
    with
    {
        Announce = (all, client) => client.PullsDiagnostics
            ? all with { DiagnosticProvider = new DiagnosticOptions("adaptlab", InterFileDependencies: true, WorkspaceDiagnostics: true) }
            : all,
    };

    /// <summary>Specs that are not open, too. All at once: an answer that stays open would have to be begun anew for each change.</summary>
    public static Feature OfWorkspace { get; } = Feature.ReadAsync<WorkspaceDiagnosticParams, WorkspaceDiagnosticReport>("workspace/diagnostic", async request =>
    {
        var before = (request.Params.PreviousResultIds ?? []).DistinctBy(id => id.Uri).ToDictionary(id => new DocumentUri(id.Uri), id => id.Value);
        var reports = new List<WorkspaceDocumentReport>();
        foreach (var document in request.State.Documents.Values.OrderBy(document => document.Uri.ToString(), StringComparer.Ordinal))
        {
            request.Cancellation.ThrowIfCancellationRequested();
            var (print, items) = await DiagnoseAsync(document, request.State.Client, request.Session, request.Cancellation);
            var same = before.GetValueOrDefault(document.Uri) == print;
            reports.Add(new WorkspaceDocumentReport(document.Uri.ToString(), document.Version, same ? Unchanged : Full, print, same ? null : items));
        }

        return new WorkspaceDiagnosticReport(reports);
    });

    private static async Task<(string Print, IReadOnlyList<Protocol.Diagnostic> Items)> DiagnoseAsync(
        Document document, ClientTraits client, Session session, CancellationToken cancellation)
    {
        try
        {
            var facts = await document.Reading.ReadAsync().WaitAsync(cancellation);
            await Readings.CompleteAsync(document, session.Queue);
            // Of the version that was asked about, whatever has become of it since.
            var found = ShownDiagnostics.Of(document.With(document.Reading, facts), client, session.Options).OfSpec;
            return (ShownDiagnostics.Fingerprint(found), found);
        }
        catch (OperationCanceledException fault) when (!cancellation.IsCancellationRequested)
        {
            throw new LocalRpcException("The text has changed meanwhile.", fault)
            {
                ErrorCode = ErrorCodes.ServerCancelled,
                ErrorData = new DiagnosticServerCancellationData(RetriggerRequest: true),
            };
        }
    }
}
