using Newtonsoft.Json.Linq;

namespace AdaptLab.LanguageServer.Protocol;

// The protocol's own types, in its own words: as many of them as are used here, with as many members. What each means
// stands in the specification (3.17). Numbers of enumerations are the protocol's.

/// <param name="Character">In units of the encoding agreed on.</param>
internal sealed record Position(int Line, int Character);

internal sealed record Range(Position Start, Position End);

internal sealed record Location(string Uri, Range Range);

internal sealed record TextEdit(Range Range, string NewText);

internal sealed record MarkupContent(string Kind, string Value)
{
    public const string Markdown = "markdown";
    public const string PlainText = "plaintext";
}

/// <param name="Arguments">Whatever the command takes.</param>
internal sealed record Command(string Title, [property: Newtonsoft.Json.JsonProperty("command")] string Name, IReadOnlyList<object>? Arguments = null);

internal sealed record TextDocumentIdentifier(string Uri);

/// <param name="Version">Null in an edit of a document that may not be open.</param>
internal sealed record VersionedTextDocumentIdentifier(
    string Uri, [property: Newtonsoft.Json.JsonProperty(NullValueHandling = Newtonsoft.Json.NullValueHandling.Include)] int? Version);

internal sealed record TextDocumentItem(string Uri, string LanguageId, int Version, string Text);

/// <summary>A request about a whole document.</summary>
internal sealed record DocumentParams(TextDocumentIdentifier TextDocument);

/// <summary>A request about a place in a document.</summary>
internal sealed record PositionParams(TextDocumentIdentifier TextDocument, Position Position);

/// <summary>A request about a part of a document.</summary>
internal sealed record RangeParams(TextDocumentIdentifier TextDocument, Range Range);

internal sealed record WorkspaceFolder(string Uri, string Name);

internal sealed record Registration(string Id, string Method, object RegisterOptions);

internal sealed record RegistrationParams(IReadOnlyList<Registration> Registrations);

internal sealed record CancelProgressParams(JToken Token);

internal sealed record CreateProgressParams(JToken Token);

internal sealed record ProgressParams(JToken Token, WorkDoneProgress Value);

/// <param name="Kind">"begin", "report" or "end".</param>
/// <param name="Percentage">0 to 100.</param>
internal sealed record WorkDoneProgress(string Kind, string? Title = null, string? Message = null, int? Percentage = null, bool? Cancellable = null);

internal enum MessageType { Error = 1, Warning = 2, Info = 3, Log = 4 }

internal sealed record MessageParams(MessageType Type, string Message);

/// <summary>Errors with a number of the protocol's.</summary>
internal static class ErrorCodes
{
    public const int ServerNotInitialized = -32002;
    public const int InvalidRequest = -32600;
    public const int InvalidParams = -32602;
    public const int InternalError = -32603;
    public const int RequestFailed = -32803;
    public const int ContentModified = -32801;
    public const int ServerCancelled = -32802;
}
