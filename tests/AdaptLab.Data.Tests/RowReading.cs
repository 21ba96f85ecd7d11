using System.Text;
using AdaptLab.Data.Rows;

namespace AdaptLab.Data.Tests;

/// <summary>Runs the readers on text in memory.</summary>
internal static class RowReading
{
    public static Task<List<DataRow>> ReadAsync(string fileName, string text, params string[] wanted) =>
        ReadAsync(fileName, Encoding.UTF8.GetBytes(text), wanted);

    public static async Task<List<DataRow>> ReadAsync(string fileName, byte[] bytes, params string[] wanted)
    {
        await using var reader = RowReaders.For(fileName, new MemoryStream(bytes))!;
        var rows = new List<DataRow>();
        await foreach (var row in reader.ReadAsync(wanted, CancellationToken.None))
            rows.Add(row);
        return rows;
    }

    /// <summary>"line:column text" of each cell, so that a test can say both at once.</summary>
    public static IEnumerable<string> Shown(this DataRow row) => row.Cells.Select(cell => $"{cell.Line}:{cell.Column} {cell.Text}");
}
