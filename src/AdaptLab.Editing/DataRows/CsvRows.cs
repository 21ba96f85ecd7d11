using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Editing.DataRows;

/// <summary>CSV with a header.</summary>
internal sealed class CsvRows : RowFile
{
    private readonly char _separator;
    private readonly string[] _columns;
    private readonly Dictionary<int, TextSpan[]> _fieldsByStart = [];
    private readonly Dictionary<int, TextSpan> _rowsByLine = [];

    /// <param name="separator">Null for that of the header.</param>
    public CsvRows(string text, char? separator)
        : base(text)
    {
        _separator = separator ?? CsvText.Separator(text, Start);
        var rows = CsvText.Fields(text, Start, _separator).GroupBy(field => field.Row, field => field.Span).Select(row => row.ToArray()).ToArray();
        _columns = rows.Length == 0 ? [] : [.. rows[0].Select(field => CsvText.Value(text, field))];
        var lines = new LineMap(text);
        foreach (var fields in rows.Skip(1))
        {
            _fieldsByStart[fields[0].Start] = fields;
            _rowsByLine[lines.Position(fields[0].Start).Line + 1] = TextSpan.FromBounds(fields[0].Start, fields[^1].End);
        }
    }

    protected override TextSpan? RowAt(int line) => _rowsByLine.TryGetValue(line, out var row) ? row : null;

    protected override (TextSpan Span, string Text)? Cell(TextSpan row, string column) =>
        Array.IndexOf(_columns, column) is >= 0 and var index && index < _fieldsByStart[row.Start].Length
            ? (_fieldsByStart[row.Start][index], CsvText.Value(Text, _fieldsByStart[row.Start][index]))
            : null;

    protected override string Written(TextSpan old, string value) => CsvText.Written(value, _separator, quoted: old.Length > 0 && Text[old.Start] == '"');

    protected override string Row(TextSpan beside, IReadOnlyCollection<RowCell> cells) => string.Join(_separator, _columns.Select(column =>
    {
        var value = cells.FirstOrDefault(cell => cell.Column == column).Value ?? "";
        return value.Length > 0 && Cell(beside, column) is { } old ? Written(old.Span, value) : value;
    }));
}
