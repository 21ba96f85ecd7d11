using System.Collections.Immutable;
using AdaptLab.Editing;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;

namespace AdaptLab.LanguageServer.Features;

/// <summary>From a row of a data file back to the specs that read it.</summary>
internal static class FromFile
{
    /// <param name="find">From a spec, the file as the spec writes it, and a line and column in it, one-based.</param>
    /// <returns>Of every spec that is known to read the file; null where none does.</returns>
    public static async Task<IReadOnlyList<Location>?> LocationsAsync<T>(
        Request<T> request, TextDocumentIdentifier file, Position position, Func<SpecSnapshot, string, int, int, ImmutableArray<Place>> find)
    {
        if (new DocumentUri(file.Uri).Path is not { } path)
            return null;
        var found = new List<Location>();
        foreach (var document in request.State.Documents.Values.Where(document => document.FilesRead.Any(written => document.PathOf(written) == path)))
        {
            var texts = new DataTexts(document);
            foreach (var written in document.FilesRead.Where(written => document.PathOf(written) == path).Distinct(StringComparer.Ordinal))
            {
                if (texts.Of(written) is not { } text || await ReadAsync(document, request.Cancellation) is not { } read)
                    continue;
                var lines = texts.LinesOf(written);
                var at = lines.Position(new TextPositions(text, lines, request.State.Client.Encoding).Offset(position));
                found.AddRange(new Conversions(read, request.State.Client).Locations(find(read.Snapshot, written, at.Line + 1, at.Column + 1)));
            }
        }

        return found.Count > 0 ? [.. found.Distinct()] : null;
    }

    /// <summary>With what its files hold; null where they have changed meanwhile.</summary>
    private static async Task<Document?> ReadAsync(Document document, CancellationToken cancellation)
    {
        try
        {
            return document.With(document.Reading, await document.Reading.ReadAsync().WaitAsync(cancellation));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
