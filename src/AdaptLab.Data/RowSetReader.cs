using System.Collections.Immutable;
using AdaptLab.Data.Rows;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Data;

/// <summary>Reads the rows of one declaration, inline ones first, and says what is wrong with them.</summary>
internal sealed class RowSetReader(
    SpecTree tree, OpenFiles open, LineMap lines, TaskSpec task, SpecMends mends, LabelTable labels, DataLimits limits, Findings findings)
{
    private const int NoLabel = -1;

    private readonly ImmutableArray<DataFileReading>.Builder _files = ImmutableArray.CreateBuilder<DataFileReading>();
    private readonly SpecLines _lines = new(Path.GetFileName(tree.File), lines);
    private bool _tooManyLabels;

    /// <summary>The files read so far, also those of which no row can be used.</summary>
    public ImmutableArray<DataFileReading> Files => _files.ToImmutable();

    /// <param name="what">"eval", "examples expert".</param>
    /// <param name="adds">Whether labels that are not known yet become known: so for examples where the task declares none.</param>
    public async Task<ImmutableArray<LabelledRow>> ReadAsync(
        string what, ImmutableArray<RowSpec> inline, DataFile? file, TextSpan span, bool adds, CancellationToken cancellation)
    {
        var errors = findings.Errors;
        var rows = ImmutableArray.CreateBuilder<LabelledRow>(inline.Length);
        foreach (var row in inline)
        {
            if (task.Kind != TaskKind.Classify && Values(row) is { } values)
                rows.Add(new LabelledRow(row.Text, NoLabel, row.Span, _lines) { Values = values });
            else if (row.Answer is not null && Label(row.Answer, null, row.AnswerSpan, span, isInline: true, adds) is { } label)
                rows.Add(new LabelledRow(row.Text, label, row.Span, _lines));
        }

        if (file is not null)
            rows.AddRange(await ReadFileAsync(what, file, adds, cancellation));
        // Of a set without rows in the spec, the binder has spoken.
        if (rows.Count == 0 && file is not null && findings.Errors == errors)
            findings.Add(DataDiagnostics.EmptyData(span, what, new FilePlace(file.Path)));
        return rows.DrainToImmutable();
    }

    private async Task<ImmutableArray<LabelledRow>> ReadFileAsync(string what, DataFile file, bool adds, CancellationToken cancellation)
    {
        try
        {
            var path = tree.PathOf(file.Path);
            if (Directory.Exists(path))
                return Unreadable(file, "it is a folder");
            if (!File.Exists(path))
            {
                findings.Add(DataDiagnostics.MissingFile(file.PathSpan, file.Path, tree.Nearest(file.Path)));
                return [];
            }

            if (!tree.Holds(path))
                return Unreadable(file, "it is a link that leads out of the workspace");
            await using var reader = RowReaders.For(file.Path, open.Open(path));
            return reader is null
                ? Unreadable(file, $"rows are read from {string.Join(", ", Language.Schema.DataProperties.Formats)}")
                : await ReadRowsAsync(what, file, reader, adds, cancellation);
        }
        catch (UnreadableDataException fault)
        {
            return Unreadable(file, fault.Message, fault.Line);
        }
        catch (UnauthorizedAccessException)
        {
            return Unreadable(file, "access is denied");
        }
        catch (IOException fault)
        {
            return Unreadable(file, fault.Message.TrimEnd('.'));
        }
    }

    private async Task<ImmutableArray<LabelledRow>> ReadRowsAsync(
        string what, DataFile file, IRowReader reader, bool adds, CancellationToken cancellation)
    {
        var columns = RowColumns.Of(file, task);
        var kept = new Reservoir<LabelledRow>(limits.RowsOfFile);
        var bad = new BadRows();
        var first = true;
        await foreach (var row in reader.ReadAsync(columns.Wanted, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            // What a header lacks no later row will have.
            if (first && !reader.RowsNameColumns && columns.Missing(reader).Any())
                break;
            first = false;
            if (columns.Fault(row, limits) is var (place, fault))
                bad.Add(place, fault);
            else if (task.Kind != TaskKind.Classify)
                kept.Add(new LabelledRow(columns.Text(row), NoLabel, file.PathSpan, InFile(row)) { Values = columns.Values(row) });
            else if (columns.Label(row) is var label && Label(label.Text, Place(label), file.PathSpan, file.PathSpan, isInline: false, adds) is { } index)
                kept.Add(new LabelledRow(columns.Text(row), index, file.PathSpan, InFile(row, (label.Line, label.TextColumn))));
        }

        if (reader.Columns.Count > 0 && columns.Missing(reader).ToList() is { Count: > 0 } missing)
        {
            foreach (var (role, column) in missing)
                findings.Add(DataDiagnostics.MissingColumn(file.PathSpan, role, column, new FilePlace(file.Path), reader.Columns, nearest => mends.Column(file, role, nearest)));
            _files.Add(new DataFileReading(what, file.Path, [.. reader.Columns], 0, []));
            return [];
        }

        Report(what, file, bad, kept.Count);
        if (kept.Count > limits.RowsOfFile)
            findings.Note($"{what}: of the {kept.Count} rows of {file.Path}, {limits.RowsOfFile} were drawn evenly from the whole file, always the same ones.");
        var rows = kept.ToImmutable();
        _files.Add(new DataFileReading(what, file.Path, [.. reader.Columns], kept.Count, [.. rows.Where(row => row.Label != NoLabel).Select(row => new LabelPlace(row.Label, row.LabelAt.Line, row.LabelAt.Column))]));
        return rows;

        FilePlace Place(DataCell cell) => new(file.Path, cell.Line, cell.Column);

        FileRow InFile(DataRow row, (int, int) labelAt = default) => new(new FilePlace(file.Path, row.Line, row.Column), columns.Group(row), columns.Id(row), labelAt);
    }

    private void Report(string what, DataFile file, BadRows bad, long kept)
    {
        if (bad.Count == 0)
            return;
        if (file.SkipBadRows)
        {
            var (line, column, _) = bad.First[0];
            findings.Add(DataDiagnostics.SkippedRows(file.PathSpan, new FilePlace(file.Path, line, column), bad.Count, (int)kept));
            findings.Note($"{what}: {bad.Count} of the {bad.Count + kept} rows of {file.Path} could not be read and were left out (badRows: skip).");
            return;
        }

        foreach (var (line, column, fault) in bad.First)
            findings.Add(DataDiagnostics.BadRow(file.PathSpan, new FilePlace(file.Path, line, column), fault, mends.SkipBadRows(file)));
        if (bad.Count > bad.First.Count)
            findings.Add(DataDiagnostics.Further(DataDiagnostics.BadRowRule, file.PathSpan, new FilePlace(file.Path), bad.Count - bad.First.Count));
    }

    /// <summary>What an inline row says; null where it gives no answer, which the binder has reported.</summary>
    private ImmutableArray<string?>? Values(RowSpec row) => task.Kind == TaskKind.Extract
        ? [.. task.Fields.Select(field => WrittenAnswer.ValueOf(row.Fields.GetValueOrDefault(field.Name)))]
        : row.Answer is null ? null : [WrittenAnswer.ValueOf(row.Answer)];

    /// <summary>The label's index, or null where it may not stand there (reported).</summary>
    /// <param name="place">In its file; null for a label in the spec, where <paramref name="span"/> says it.</param>
    /// <param name="owner">Where labels that are not known are counted together.</param>
    private int? Label(string name, FilePlace? place, TextSpan span, TextSpan owner, bool isInline, bool adds)
    {
        name = name.Trim();
        if (labels.IndexOf(name) is { } known)
            return known;
        // The binder has checked the inline rows against the declared labels.
        if (isInline && labels.Declared)
            return null;
        if (!adds || labels.Declared)
        {
            ReportLabel(name, place, span, owner, isInline);
            return null;
        }

        if (labels.Count < limits.Labels)
            return labels.Add(name, span);
        if (!_tooManyLabels)
            findings.Add(DataDiagnostics.TooManyLabels(span, place ?? _lines.PlaceOf(span), limits.Labels));
        _tooManyLabels = true;
        return null;
    }

    // Not where it is called: what the lambda holds on to is made for every row, and nearly all labels are known.
    private void ReportLabel(string name, FilePlace? place, TextSpan span, TextSpan owner, bool isInline)
    {
        findings.AddOneOfMany(DataDiagnostics.UndeclaredLabelRule, owner, place?.Path, () =>
        {
            var diagnostic = labels.Declared
                ? DataDiagnostics.UndeclaredLabel(span, place ?? _lines.PlaceOf(span), name, labels.Names, mends.Declare(name))
                : DataDiagnostics.UnseenLabel(span, place ?? _lines.PlaceOf(span), name, labels.Names);
            return isInline ? diagnostic with { File = null } : diagnostic;
        });
    }

    private ImmutableArray<LabelledRow> Unreadable(DataFile file, string reason, int line = 0)
    {
        findings.Add(DataDiagnostics.UnreadableFile(file.PathSpan, new FilePlace(file.Path, line), reason));
        return [];
    }

    /// <summary>The first few and how many, for it shows only at the file's end whether their column is nowhere in the file.</summary>
    private sealed class BadRows
    {
        public List<(int Line, int Column, string Fault)> First { get; } = [];

        public int Count { get; private set; }

        public void Add((int Line, int Column) place, string fault)
        {
            if (Count++ < Findings.Listed)
                First.Add((place.Line, place.Column, fault));
        }
    }
}
