using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Editing.DataRows;

/// <summary>The text of a data file, as rows that can be changed one by one: nothing else in it is touched, and lines end as they did.</summary>
internal abstract class RowFile(string text)
{
    protected string Text => text;

    protected int Start { get; } = text.StartsWith('\uFEFF') ? 1 : 0;

    /// <summary>Null for a format whose rows are no text.</summary>
    public static RowFile? Of(string path, string text) => path[(path.LastIndexOf('.') + 1)..].ToLowerInvariant() switch
    {
        "jsonl" or "ndjson" => new JsonRows(text),
        "csv" => new CsvRows(text, separator: null),
        "tsv" => new CsvRows(text, '\t'),
        _ => null,
    };

    /// <summary>Null where another row stands there by now.</summary>
    public TextChange? Change(RowMend mend)
    {
        if (RowAt(mend.Row.Line) is not { } row || Cell(row, mend.Known.Column) is not { } known || known.Text.Trim() != mend.Known.Value.Trim())
            return null;
        return mend.Change switch
        {
            RowChange.Remove => new TextChange(TextSpan.FromBounds(row.Start, row.End + LineEnd(row.End).Length), ""),
            RowChange.AddAfter => TextChange.Insert(row.End, (LineEnd(row.End) is { Length: > 0 } end ? end : LineMap.FirstLineEnd(text)) + Row(row, mend.Cells)),
            _ => mend.Cells is [var cell] && Cell(row, cell.Column) is { } old ? new TextChange(old.Span, Written(old.Span, cell.Value)) : null,
        };
    }

    /// <summary>The row that begins on a line (one-based), without the line's end; null where none does.</summary>
    protected abstract TextSpan? RowAt(int line);

    /// <summary>Null where the row has no such column, or nothing there that is one value.</summary>
    protected abstract (TextSpan Span, string Text)? Cell(TextSpan row, string column);

    /// <summary>A value as it is written in place of another one.</summary>
    protected abstract string Written(TextSpan old, string value);

    /// <summary>A new row, as it is written beside another one.</summary>
    protected abstract string Row(TextSpan beside, IReadOnlyCollection<RowCell> cells);

    private string LineEnd(int end) => text.AsSpan(end) is ['\r', '\n', ..] ? "\r\n" : end < text.Length ? text[end].ToString() : "";
}
