namespace AdaptLab.Data.Rows;

/// <summary>Which reader a file's ending asks for.</summary>
internal static class RowReaders
{
    /// <summary>Longer rows are no rows to learn from, more likely a file without line breaks or a quote that is never closed.</summary>
    public const int LongestRow = 1 << 20; // bytes

    /// <summary>Null for an ending that no reader has.</summary>
    /// <param name="stream">From its start; the reader closes it.</param>
    public static IRowReader? For(string path, Stream stream) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".jsonl" or ".ndjson" => new JsonLinesReader(new Utf8Guard(stream)),
        ".csv" => new CsvRowReader(new Utf8Guard(stream), separator: null),
        ".tsv" => new CsvRowReader(new Utf8Guard(stream), separator: '\t'),
        ".parquet" => new ParquetRowReader(stream),
        _ => null,
    };
}
