using System.Collections.Immutable;
using AdaptLab.Editing;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;

namespace AdaptLab.LanguageServer;

/// <summary>Between the protocol's words and ours, for one version of one document and what its client can show. All of it
/// is here: no handler makes a position or a kind by itself.</summary>
internal sealed class Conversions(Document document, ClientTraits client)
{
    private readonly TextPositions _positions = new(document.Text, document.Compilation.LineMap, client.Encoding);

    public Document Document => document;

    public SpecSnapshot Snapshot => document.Snapshot;

    public int Offset(Position position) => _positions.Offset(position);

    public Position Position(int offset) => _positions.Position(offset);

    public TextSpan Span(Protocol.Range range) => _positions.Span(range);

    public Protocol.Range Range(TextSpan span) => _positions.Range(span);

    public Location Location(TextSpan span) => new(document.Uri.ToString(), Range(span));

    public Protocol.TextEdit[] Edits(ImmutableArray<Language.TextEdit> edits) =>
        [.. edits.Select(edit => new Protocol.TextEdit(Range(edit.Span), edit.NewText))];

    /// <param name="helpRoot">What the path of a code's page is put after; "" where there are no pages.</param>
    /// <param name="row">Where the row is that the diagnostic is about, if it is about a row of a data file.</param>
    public Protocol.Diagnostic Diagnostic(Language.Diagnostics.Diagnostic diagnostic, string helpRoot, Location? row) =>
        Diagnostic(diagnostic, helpRoot, Range(diagnostic.Span), row is null ? [] : [new RelatedInformation(row, "the row")]);

    /// <summary>The same, as it is shown in the data file.</summary>
    public Protocol.Diagnostic InDataFile(Language.Diagnostics.Diagnostic diagnostic, string helpRoot, Location row) =>
        Diagnostic(diagnostic, helpRoot, row.Range, [new RelatedInformation(Location(diagnostic.Span), "read here")]);

    private Protocol.Diagnostic Diagnostic(
        Language.Diagnostics.Diagnostic diagnostic, string helpRoot, Protocol.Range range, IEnumerable<RelatedInformation> first)
    {
        RelatedInformation[] related = client.RelatedInformation
            ? [.. first, .. diagnostic.Related.Select(place => new RelatedInformation(Location(place.Span), place.Message))]
            : [];
        DiagnosticTag[] tags = [.. Tags(diagnostic.Tags).Where(tag => client.DiagnosticTags.Contains((int)tag))];
        return new Protocol.Diagnostic(
            range,
            Severity(diagnostic.Severity),
            diagnostic.Code,
            client.CodeDescriptions && helpRoot.Length > 0 ? new CodeDescription(helpRoot + diagnostic.HelpPath) : null,
            "adaptlab",
            diagnostic.Message,
            tags.Length > 0 ? tags : null,
            related.Length > 0 ? related : null);
    }

    private static DiagnosticSeverity Severity(Severity severity) => severity switch
    {
        Language.Diagnostics.Severity.Error => DiagnosticSeverity.Error,
        Language.Diagnostics.Severity.Warning => DiagnosticSeverity.Warning,
        Language.Diagnostics.Severity.Information => DiagnosticSeverity.Information,
        _ => DiagnosticSeverity.Hint,
    };

    private static IEnumerable<DiagnosticTag> Tags(DiagnosticTags tags)
    {
        if (tags.HasFlag(DiagnosticTags.Unnecessary))
            yield return DiagnosticTag.Unnecessary;
        if (tags.HasFlag(DiagnosticTags.Deprecated))
            yield return DiagnosticTag.Deprecated;
    }
}
