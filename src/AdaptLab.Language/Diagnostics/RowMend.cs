namespace AdaptLab.Language.Diagnostics;

public enum RowChange
{
    Remove,

    /// <summary>Writes other values into it.</summary>
    Set,

    /// <summary>Writes a new row behind it.</summary>
    AddAfter,
}

/// <summary>What a column of a data file says.</summary>
/// <param name="Column">As the file names it.</param>
public readonly record struct RowCell(string Column, string Value);

/// <summary>What is to be done to a row of a data file. Where its parts stand is found in the file's text when it is done, by whoever has that.</summary>
/// <param name="Row">Where it begins.</param>
/// <param name="Known">By what it is known: where the row that stands there by now says something else, nothing is done to it.</param>
/// <param name="Cells">Of <see cref="RowChange.Set"/> those that change, of <see cref="RowChange.AddAfter"/> all that the new row says.</param>
public sealed record RowMend(FilePlace Row, RowCell Known, RowChange Change, params RowCell[] Cells);
