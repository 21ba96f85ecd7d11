using System.Text.Json;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Editing.DataRows;

/// <summary>JSON Lines.</summary>
internal sealed class JsonRows(string text) : RowFile(text)
{
    private readonly LineMap _lines = new(text);

    protected override TextSpan? RowAt(int line) => line < 1 || line > _lines.LineCount ? null
        : _lines.Line(line - 1) is var found && line == 1 ? TextSpan.FromBounds(Start, found.End) : found;

    protected override (TextSpan Span, string Text)? Cell(TextSpan row, string column) =>
        JsonText.Value(Text.AsSpan(row.Start, row.Length), column) is { } found ? (new TextSpan(row.Start + found.Span.Start, found.Span.Length), found.Text) : null;

    /// <summary>A label that was a number, or a truth value, stays one.</summary>
    protected override string Written(TextSpan old, string value) => Text[old.Start] != '"' && IsScalar(value) ? value : JsonText.Literal(value);

    protected override string Row(TextSpan beside, IReadOnlyCollection<RowCell> cells) =>
        $"{{{string.Join(", ", cells.Select(cell => $"{JsonText.Literal(cell.Column)}: {(Cell(beside, cell.Column) is { } old ? Written(old.Span, cell.Value) : JsonText.Literal(cell.Value))}"))}}}";

    private static bool IsScalar(string value)
    {
        try
        {
            using var parsed = JsonDocument.Parse(value);
            return parsed.RootElement.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
