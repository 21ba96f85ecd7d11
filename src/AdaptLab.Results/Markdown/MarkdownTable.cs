using System.Text;

namespace AdaptLab.Results.Markdown;

/// <summary>A table that is aligned as plain text too.</summary>
public sealed class MarkdownTable
{
    private readonly bool[] _right;
    private readonly List<string[]> _rows = [];

    /// <param name="columns">Headers, and whether the column is set to the right.</param>
    public MarkdownTable(params IEnumerable<(string Header, bool Right)> columns)
    {
        var all = columns.ToArray();
        _right = [.. all.Select(column => column.Right)];
        _rows.Add([.. all.Select(column => column.Header)]);
    }

    /// <param name="cells">Markdown already.</param>
    public void Add(params IEnumerable<string> cells) => _rows.Add([.. cells]);

    public override string ToString()
    {
        var widths = _right.Select((_, column) => Math.Max(3, _rows.Max(row => MarkdownText.Width(row[column])))).ToArray();
        var text = new StringBuilder();
        for (var row = 0; row < _rows.Count; row++)
        {
            Line(_rows[row].Select((cell, column) => MarkdownText.Pad(cell, widths[column], _right[column])));
            if (row == 0)
                Line(widths.Select((width, column) => _right[column] ? new string('-', width - 1) + ":" : new string('-', width)));
        }

        return text.ToString();

        void Line(IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }
}
