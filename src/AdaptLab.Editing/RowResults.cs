using AdaptLab.Language.Syntax;
using AdaptLab.Results;

namespace AdaptLab.Editing;

/// <summary>From rows in the spec to rows of the last run: by their texts, which outlive every change of order.</summary>
internal sealed class RowResults
{
    private readonly SpecResults _results;
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);

    public RowResults(SpecResults results)
    {
        _results = results;
        var rows = results.Comparison.Record.Rows;
        for (var i = 0; i < rows.Length; i++)
            _rows.TryAdd(rows[i].Text, i);
    }

    /// <summary>The index of the row in the run; null where it was not judged, or was another row then.</summary>
    public int? IndexOf(RowSyntax row)
    {
        if (!_rows.TryGetValue(row.TextValue, out var index))
            return null;
        var judged = _results.Comparison.Record.Rows[index];
        // Under another label the same answer may be right where it was wrong.
        var isSame = !_results.StaleRows.Contains(judged.Id)
            && (Cursor.LabelText(row.Answer) is not { } label || _results.Comparison.Record.Labels[judged.Gold] == label.Trim());
        return isSame ? index : null;
    }
}
