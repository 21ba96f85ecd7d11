using System.Collections.Immutable;

namespace AdaptLab.Language.Diagnostics;

public enum Severity { Error, Warning, Information, Hint }

[Flags]
public enum DiagnosticTags
{
    None = 0,

    /// <summary>Has no effect; editors show it faded.</summary>
    Unnecessary = 1,

    Deprecated = 2,

    /// <summary>Was true of the spec as it was; editors show it faded.</summary>
    Stale = 4,
}

/// <summary>Something to tell the author of a spec: what, where, and how to mend it.</summary>
/// <param name="Code">Stable, never reused: "ADAPT2101".</param>
/// <param name="Span">Where in the spec; for a row of a data file, the declaration that reads it.</param>
public sealed record Diagnostic(string Code, Severity Severity, string Message, TextSpan Span)
{
    /// <summary>Other places in the spec that explain this one ("first declared here").</summary>
    public ImmutableArray<RelatedPlace> Related { get; init; } = [];

    /// <summary>The obvious mend, where there is one.</summary>
    public Fix? Fix { get; init; }

    /// <summary>Mends among which the author has to choose: none of them is made for many places at once.</summary>
    public ImmutableArray<Fix> Choices { get; init; } = [];

    public DiagnosticTags Tags { get; init; }

    /// <summary>For a row or column of a data file: where it stands there.</summary>
    public FilePlace? File { get; init; }

    /// <summary>Where it is about one row of examples or eval: what the row says, by which a silencer may single it out.</summary>
    public string? RowText { get; init; }

    /// <summary>The code's page in the reference, relative to the repository's root.</summary>
    public string HelpPath => $"docs/diagnostics/{Code}.md";

    public bool IsError => Severity == Severity.Error;
}

public sealed record RelatedPlace(string Message, TextSpan Span);

/// <summary>A place in another file than the spec.</summary>
/// <param name="Path">As written in the spec, relative to it.</param>
/// <param name="Line">One-based; 0 where the whole file is meant.</param>
/// <param name="Column">One-based.</param>
public sealed record FilePlace(string Path, int Line = 0, int Column = 1)
{
    public override string ToString() => Line == 0 ? Path : $"{Path}:{Line}:{Column}";
}

/// <summary>A mend that an editor can apply.</summary>
/// <param name="Title">What it does, as a command: "Change to 'lora'".</param>
/// <param name="Edits">Of the spec.</param>
public sealed record Fix(string Title, ImmutableArray<TextEdit> Edits)
{
    /// <summary>What is done to rows of data files.</summary>
    public ImmutableArray<RowMend> Rows { get; init; } = [];

    public static Fix Replace(string title, TextSpan span, string newText) => new(title, [new TextEdit(span, newText)]);

    public static Fix Insert(string title, int offset, string newText) => Replace(title, new TextSpan(offset, 0), newText);
}

/// <summary>What all diagnostics of one code share.</summary>
/// <param name="Title">A few words, the heading of the code's page.</param>
public sealed record DiagnosticRule(string Code, Severity Severity, string Title)
{
    public Diagnostic At(TextSpan span, string message) => new(Code, Severity, message, span);
}
