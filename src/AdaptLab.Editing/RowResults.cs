using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing;

/// <summary>From rows in the spec to rows of the last run: by their texts, which outlive every change of order.</summary>
internal static class RowResults
{
    /// <summary>The index of the row in the run; null where it was not judged, or was another row then.</summary>
    public static int? IndexOf(SpecResults results, RowSyntax row)
    {
        var record = results.Comparison.Record;
        if (results.Comparison.RowOf(row.TextValue) is not { } index || results.StaleRows.Contains(record.Rows[index].Id))
            return null;
        // Under another label the same answer may be right where it was wrong.
        return record.IsWritten || row.AnswerText is not { } label || record.Labels[record.Rows[index].Gold] == label.Trim() ? index : null;
    }
}
