using AdaptLab.LanguageServer.Hosting;
using AdaptLab.LanguageServer.Workspace;

namespace AdaptLab.LanguageServer.Diagnosing;

internal static class Readings
{
    /// <summary>The state after a document's files have been read: its document there has what they hold, unless the text or
    /// the files have changed meanwhile.</summary>
    /// <exception cref="OperationCanceledException">They have.</exception>
    public static async Task<WorkspaceState> CompleteAsync(Document document, RequestQueue<WorkspaceState> queue)
    {
        var reading = document.Reading;
        var facts = await reading.ReadAsync();
        return await queue.Change(state => state.Find(document.Uri) is { } current ? state.With(current.With(reading, facts)) : state);
    }

    /// <summary>The state after a document's examples have been audited, likewise.</summary>
    /// <exception cref="OperationCanceledException">The text or the files have changed meanwhile.</exception>
    public static async Task<WorkspaceState> AuditAsync(Document document, RequestQueue<WorkspaceState> queue)
    {
        var reading = document.Reading;
        var audit = await reading.AuditAsync();
        return await queue.Change(state => state.Find(document.Uri) is { } current ? state.With(current.WithAudit(reading, audit)) : state);
    }
}
