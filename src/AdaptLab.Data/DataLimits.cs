namespace AdaptLab.Data;

/// <summary>What keeps memory bounded, however large the files are.</summary>
/// <param name="RowsOfFile">Of a file with more rows, so many are drawn evenly, always the same ones.</param>
/// <param name="TextLength">UTF-16 code units; no model's window holds more of one row.</param>
/// <param name="Labels">More are no labels, but another column.</param>
/// <param name="DocumentBytes">Of one document.</param>
/// <param name="DocumentSetBytes">Of all documents that one pattern finds.</param>
/// <param name="Documents">That one pattern finds.</param>
internal sealed record DataLimits(
    int RowsOfFile = 100_000,
    int TextLength = 100_000,
    int Labels = 1000,
    long DocumentBytes = 16 << 20,
    long DocumentSetBytes = 256 << 20,
    int Documents = 10_000)
{
    public static DataLimits Default { get; } = new();
}
