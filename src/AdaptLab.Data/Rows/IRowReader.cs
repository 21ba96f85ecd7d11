namespace AdaptLab.Data.Rows;

/// <summary>Reads the rows of one file of one format, each as it comes: what was read before is not kept.</summary>
internal interface IRowReader : IAsyncDisposable
{
    /// <summary>The columns met so far: all of the file's once a row was read, or as many as are worth naming where
    /// <see cref="RowsNameColumns"/>.</summary>
    IReadOnlyCollection<string> Columns { get; }

    /// <summary>Whether every row names its own columns, so that one may lack what the next one has.</summary>
    bool RowsNameColumns { get; }

    /// <param name="wanted">The columns to read; <see cref="DataRow.Cells"/> follows their order.</param>
    /// <exception cref="UnreadableDataException">From here on the file cannot be read.</exception>
    /// <exception cref="IOException">The disk's own trouble.</exception>
    IAsyncEnumerable<DataRow> ReadAsync(IReadOnlyList<string> wanted, CancellationToken cancellation);
}

/// <summary>A row, or what is wrong with it.</summary>
/// <param name="Line">One-based; of a row over several lines the first; in a file without lines the row's number.</param>
/// <param name="Column">One-based, in UTF-16 code units.</param>
/// <param name="Fault">A clause ("a closing quote is missing") where the row cannot be read; it then has no cells.</param>
internal sealed record DataRow(int Line, int Column, IReadOnlyList<DataCell> Cells, string? Fault = null)
{
    public static DataRow Faulty(int line, int column, string fault) => new(line, column, [], fault);
}

/// <param name="Text">As text, also for numbers and truth values; empty where there is none.</param>
/// <param name="Column">One-based, in UTF-16 code units; of the quotation mark, where there is one.</param>
internal readonly record struct DataCell(CellKind Kind, string Text, int Line, int Column, bool IsQuoted = false)
{
    /// <summary>Of the text's first character that is no white space.</summary>
    public int TextColumn => Column + (IsQuoted ? 1 : 0) + Text.Length - Text.TrimStart().Length;
}

internal enum CellKind
{
    /// <summary>The row has no such column.</summary>
    Absent,

    /// <summary>The column is there and says that there is no value.</summary>
    Null,

    Text,

    /// <summary>A number or a truth value.</summary>
    Scalar,

    /// <summary>A list, an object or anything else that is not one value.</summary>
    Other,
}

/// <summary>The file as a whole, or its rest, is not what its ending says.</summary>
/// <remarks>Thrown where a stream is read, far below whoever can say it to the user; <see cref="RowSetReader"/> makes it a value.</remarks>
/// <param name="reason">A clause: "it is not UTF-8 text".</param>
/// <param name="line">One-based; 0 where it is about no line.</param>
internal sealed class UnreadableDataException(string reason, int line = 0) : Exception(reason)
{
    public int Line { get; } = line;
}
