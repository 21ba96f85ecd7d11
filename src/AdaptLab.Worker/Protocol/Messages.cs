using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results.Running;

namespace AdaptLab.Worker.Protocol;

/// <summary>What a run does with the results of earlier ones.</summary>
public enum StoreUse
{
    ReadAndWrite,

    /// <summary>Everything is measured anew, and takes the place of what was there.</summary>
    WriteOnly,

    None,
}

/// <summary>A comparison to run.</summary>
/// <param name="SpecPath">The spec's file, absolute: paths in the spec start from its folder.</param>
/// <param name="ShownPath">As the user gave it, with forward slashes, for the record.</param>
/// <param name="SpecText">As it stands now, saved or not.</param>
/// <param name="SpecHash">SHA-256 of that text, hex.</param>
/// <param name="Folder">The spec's folder relative to the workspace, with forward slashes.</param>
/// <param name="Strategies">Names or kinds of the strategies to run; empty for all.</param>
/// <param name="Limit">The most eval rows to answer; null for all.</param>
public sealed record CompareParams(
    string SpecPath, string ShownPath, string SpecText, string SpecHash, string Folder, string[] Strategies, int FirstSeed, int? Limit, StoreUse Store)
{
    /// <summary>Nothing is sent over a network.</summary>
    public bool IsOffline { get; init; }

    /// <summary>Every strategy gets a learning curve, whatever the spec says of them.</summary>
    public bool EveryCurve { get; init; }
}

/// <param name="Record">The record as JSON; null where not one candidate has come to its end.</param>
/// <param name="Events">How many were sent before.</param>
/// <param name="Refusal">Why nothing was run at all; null where something was.</param>
public sealed record CompareReply(string? Record, FaultMessage[] Faults, bool WasStopped, int Events, RefusalMessage? Refusal);

/// <summary>Why a run was not begun.</summary>
/// <param name="Kind">Who can mend it.</param>
/// <param name="Message">One line.</param>
/// <param name="Model">The name, in the spec, of the model that it is about; null where it is about none.</param>
public sealed record RefusalMessage(RefusalKind Kind, string Message, string? Model = null);

public enum RefusalKind
{
    /// <summary>The spec, or what it names, is wrong.</summary>
    Spec,

    /// <summary>A model of the spec cannot be opened; it is said at its declaration.</summary>
    Model,

    /// <summary>The installation is damaged.</summary>
    Tool,

    /// <summary>The run would need more memory than there is.</summary>
    Memory,
}

/// <summary>A <see cref="CandidateFault"/>.</summary>
public sealed record FaultMessage(string Candidate, string Reason, bool IsInSpec, DiagnosticMessage? Diagnostic, string Details)
{
    public static FaultMessage Of(CandidateFault fault) =>
        new(fault.Candidate, fault.Reason, fault.IsInSpec, fault.Diagnostic is { } diagnostic ? DiagnosticMessage.Of(diagnostic) : null, fault.Details);

    public CandidateFault ToFault() => new(Candidate, Reason, IsInSpec, Diagnostic?.ToDiagnostic(), Details);
}

/// <summary>A diagnostic of a run: those have neither mends nor related places.</summary>
/// <param name="Start">In UTF-16 code units of the spec's text.</param>
public sealed record DiagnosticMessage(string Code, Severity Severity, string Message, int Start, int Length, string? File, int Line, int Column)
{
    public static DiagnosticMessage Of(Diagnostic diagnostic) => new(
        diagnostic.Code, diagnostic.Severity, diagnostic.Message, diagnostic.Span.Start, diagnostic.Span.Length,
        diagnostic.File?.Path, diagnostic.File?.Line ?? 0, diagnostic.File?.Column ?? 0);

    public Diagnostic ToDiagnostic() =>
        new(Code, Severity, Message, new TextSpan(Start, Length)) { File = File is null ? null : new FilePlace(File, Line, Column) };
}

/// <param name="Candidate">What it works on, in a few words; null between runs.</param>
public sealed record AliveMessage(string? Candidate);

/// <summary>What models read for a row: nothing is trained for it, and nothing answered.</summary>
/// <param name="SpecPath">As in <see cref="CompareParams"/>; likewise the text and the folder.</param>
/// <param name="Strategies">Names or kinds of strategies; empty for all.</param>
/// <param name="Seed">By which shots are drawn.</param>
/// <param name="Row">The text of the eval row; null for the first one.</param>
public sealed record PromptParams(string SpecPath, string SpecText, string Folder, string[] Strategies, int Seed, string? Row);

/// <summary>Exactly one of the two.</summary>
/// <param name="Text">To be shown as it is: each candidate's request under a line that says whose it is.</param>
/// <param name="Problem">Why there is none; one line.</param>
public sealed record PromptReply(string? Text, string? Problem);
