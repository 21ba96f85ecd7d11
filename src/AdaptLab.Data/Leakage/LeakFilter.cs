using System.Collections.Immutable;
using AdaptLab.Unicode;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Data.Leakage;

/// <summary>Keeps what is judged on out of what is learned from: no eval row reaches training, retrieval or a prompt.</summary>
internal sealed class LeakFilter
{
    private readonly ImmutableArray<LabelledRow> _judged;
    private readonly HashSet<string> _groups = new(StringComparer.Ordinal);

    // Most specs have no documents to look for phrases in, and with folds no example is judged twice.
    private readonly Lazy<FoldedDictionary<LabelledRow>> _byText;
    private readonly Lazy<PhraseIndex> _phrases;
    private readonly Findings _findings;

    /// <param name="judged">The eval rows; where examples are cross-validated, the examples.</param>
    public LeakFilter(ImmutableArray<LabelledRow> judged, Findings findings)
    {
        _judged = judged;
        _findings = findings;
        _byText = new Lazy<FoldedDictionary<LabelledRow>>(IndexTexts);
        _phrases = new Lazy<PhraseIndex>(IndexPhrases);
        foreach (var row in judged)
        {
            if (row.Group is { } group)
                _groups.Add(group);
        }
    }

    /// <summary>The examples without those that eval holds, too, by text or by group.</summary>
    public ImmutableArray<LabelledRow> Filter(ExampleSet set, ImmutableArray<LabelledRow> rows)
    {
        var kept = ImmutableArray.CreateBuilder<LabelledRow>(rows.Length);
        int leaked = 0, grouped = 0;
        var byText = _byText.Value;
        foreach (var row in rows)
        {
            if (byText.TryGetValue(row.Text, out var judged))
            {
                leaked++;
                ReportText(set, row, judged);
            }
            else if (row.Group is { } group && _groups.Contains(group))
            {
                grouped++;
                ReportGroup(set, row, group);
            }
            else
            {
                kept.Add(row);
            }
        }

        if (leaked > 0)
            _findings.Note($"examples {set.Name}: {leaked} of {rows.Length} have the text of an eval row and were left out.");
        if (grouped > 0)
            _findings.Note($"examples {set.Name}: {grouped} of {rows.Length} belong to groups that eval holds and were left out.");
        if (kept.Count == 0 && rows.Length > 0)
            _findings.Add(DataDiagnostics.NothingLeft(set.Span, $"examples {set.Name}"));
        return kept.DrainToImmutable();
    }

    // Not where the rows are gone through: what a lambda holds on to is made for every row, and nearly all of them leak nothing.
    private void ReportText(ExampleSet set, LabelledRow row, LabelledRow judged) =>
        Report(set, row, DataDiagnostics.LeakedExampleRule, () => DataDiagnostics.LeakedExample(row.Span, row.Place, judged.Place, set.Name));

    private void ReportGroup(ExampleSet set, LabelledRow row, string group) =>
        Report(set, row, DataDiagnostics.LeakedGroupRule, () => DataDiagnostics.LeakedGroup(row.Span, row.Place, group, set.Name));

    private void Report(ExampleSet set, LabelledRow row, DiagnosticRule rule, Func<Diagnostic> diagnostic) =>
        _findings.AddOneOfMany(rule, row.Inline ? set.Span : row.Span, row.File?.Path, () => diagnostic() with { File = row.File });

    /// <summary>The documents with blanks where an eval row stood; lines and columns stay as they are.</summary>
    public ImmutableArray<DocumentText> Filter(DocumentSet set, ImmutableArray<DocumentText> documents)
    {
        var cut = 0;
        var touched = new List<string>();
        ImmutableArray<DocumentText> clean = [.. documents.Select(Clean)];
        if (cut > 0)
        {
            _findings.Note(
                $"documents {set.Name}: {cut} {(cut == 1 ? "passage repeats an eval row and was" : "passages repeat eval rows and were")} cut out ({string.Join(", ", touched.Take(5))}{(touched.Count > 5 ? ", …" : "")}).");
        }

        return clean;

        DocumentText Clean(DocumentText document)
        {
            char[]? text = null;
            LineMap? lines = null;
            foreach (var (span, id) in _phrases.Value.Find(document.Text))
            {
                text ??= document.Text.ToCharArray();
                lines ??= new LineMap(document.Text);
                foreach (ref var c in text.AsSpan(span.Start, span.Length))
                    c = c is '\n' or '\r' ? c : ' ';
                cut++;
                var position = lines.Position(span.Start);
                _findings.AddOneOfMany(DataDiagnostics.LeakedPassageRule, set.Span, null, () => DataDiagnostics.LeakedPassage(
                    set.Span, new FilePlace(document.Path, position.Line + 1, position.Column + 1), _judged[id].Place, set.Name));
            }

            if (text is null)
                return document;
            touched.Add(document.Path);
            return document with { Text = new string(text) };
        }
    }

    private FoldedDictionary<LabelledRow> IndexTexts()
    {
        var texts = new FoldedDictionary<LabelledRow>();
        foreach (var row in _judged)
            texts.TryAdd(row.Text, row);
        return texts;
    }

    private PhraseIndex IndexPhrases()
    {
        var phrases = new PhraseIndex();
        for (var i = 0; i < _judged.Length; i++)
            phrases.Add(_judged[i].Text, i);
        return phrases;
    }
}
