using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Data;

/// <summary>Diagnostics and notes as reading meets them. Of many of one code in one file the first are listed and the rest
/// counted, so that a file of a million faults is told in a page.</summary>
public sealed class Findings
{
    /// <summary>Of one code in one file.</summary>
    public const int Listed = 20;

    private readonly ImmutableArray<Diagnostic>.Builder _diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
    private readonly ImmutableArray<string>.Builder _notes = ImmutableArray.CreateBuilder<string>();
    private readonly Dictionary<(DiagnosticRule Rule, TextSpan Span, string? Path), int> _further = [];
    private readonly Dictionary<(DiagnosticRule Rule, TextSpan Span, string? Path), int> _listed = [];

    /// <summary>How many errors are among the diagnostics.</summary>
    public int Errors { get; private set; }

    /// <summary>What was left out or mended.</summary>
    public ImmutableArray<string> Notes => _notes.ToImmutable();

    /// <summary>One that stands by itself.</summary>
    public void Add(Diagnostic diagnostic)
    {
        Errors += diagnostic.IsError ? 1 : 0;
        _diagnostics.Add(diagnostic);
    }

    /// <summary>For the record of a run.</summary>
    public void Note(string note) => _notes.Add(note);

    /// <summary>One of many that may come.</summary>
    /// <param name="span">Of what reads the file; where rows are counted together.</param>
    /// <param name="path">Null for rows of the spec itself.</param>
    /// <param name="diagnostic">Made only where it will be listed.</param>
    public void AddOneOfMany(DiagnosticRule rule, TextSpan span, string? path, Func<Diagnostic> diagnostic)
    {
        var key = (rule, span, path);
        var listed = _listed.GetValueOrDefault(key);
        if (listed == Listed)
        {
            _further[key] = _further.GetValueOrDefault(key) + 1;
            return;
        }

        _listed[key] = listed + 1;
        Add(diagnostic());
    }

    /// <summary>In the order found, then the counts of what is not listed.</summary>
    public ImmutableArray<Diagnostic> ToDiagnostics() =>
    [
        .. _diagnostics,
        .. _further.Select(more => DataDiagnostics.Further(
            more.Key.Rule, more.Key.Span, more.Key.Path is { } path ? new FilePlace(path) : null, more.Value)),
    ];
}
