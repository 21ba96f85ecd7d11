using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using AdaptLab.Data.Planning;
using AdaptLab.Results.Store;

namespace AdaptLab.Cli.Rendering;

/// <summary>What the store holds, for scripts.</summary>
internal static class CacheJson
{
    public static string Write(RunStore store, ImmutableArray<StoreEntry> entries) => Object(json =>
    {
        json.WriteString("folder", store.Location);
        json.WriteNumber("bytes", entries.Sum(entry => entry.Bytes));
        json.WriteStartArray("results");
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            json.WriteString("key", entry.Key);
            json.WriteString("strategy", entry.Strategy);
            json.WriteString("kind", entry.Kind);
            json.WriteNumber("rows", entry.Rows);
            json.WriteNumber("bytes", entry.Bytes);
            json.WriteString("lastUsed", entry.LastUsed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static string Write(string spec, StoredResults results) => Object(json =>
    {
        json.WriteString("spec", spec);
        json.WriteStartArray("results");
        foreach (var unit in results.Units)
        {
            json.WriteStartObject();
            json.WriteString("candidate", unit.Candidate);
            json.WriteNumber("seed", unit.Seed);
            if (unit.Folds > 1)
                json.WriteNumber("fold", unit.Fold + 1);
            json.WriteString("key", unit.Key);
            json.WriteBoolean("fresh", unit.Reason is null);
            json.WriteNumber("answered", unit.Answered);
            json.WriteNumber("rows", unit.Rows);
            if (unit.Reason is { } reason)
                json.WriteString("reason", reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static string Object(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
