using Newtonsoft.Json;

namespace AdaptLab.LanguageServer.Protocol;

internal enum DiagnosticSeverity { Error = 1, Warning = 2, Information = 3, Hint = 4 }

internal enum DiagnosticTag { Unnecessary = 1, Deprecated = 2 }

internal sealed record Diagnostic(
    Range Range,
    DiagnosticSeverity? Severity,
    string? Code,
    CodeDescription? CodeDescription,
    string? Source,
    string Message,
    IReadOnlyList<DiagnosticTag>? Tags = null,
    IReadOnlyList<RelatedInformation>? RelatedInformation = null);

internal sealed record CodeDescription(string Href);

internal sealed record RelatedInformation(Location Location, string Message);

internal sealed record PublishDiagnosticsParams(string Uri, int? Version, IReadOnlyList<Diagnostic> Diagnostics);

internal sealed record DocumentDiagnosticParams(TextDocumentIdentifier TextDocument, string? PreviousResultId);

/// <param name="Kind">"full", with items, or "unchanged".</param>
internal sealed record DiagnosticReport(string Kind, string ResultId, IReadOnlyList<Diagnostic>? Items = null);

internal sealed record WorkspaceDiagnosticParams(IReadOnlyList<PreviousResultId>? PreviousResultIds);

internal sealed record PreviousResultId(string Uri, string Value);

internal sealed record WorkspaceDiagnosticReport(IReadOnlyList<WorkspaceDocumentReport> Items);

internal sealed record WorkspaceDocumentReport(
    string Uri,
    [property: JsonProperty(NullValueHandling = NullValueHandling.Include)] int? Version,
    string Kind,
    string ResultId,
    IReadOnlyList<Diagnostic>? Items);

/// <param name="RetriggerRequest">Whether the client is to ask again.</param>
internal sealed record DiagnosticServerCancellationData(bool RetriggerRequest);
