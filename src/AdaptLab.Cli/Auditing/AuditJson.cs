using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AdaptLab.Audit;
using AdaptLab.Cli.Files;
using AdaptLab.Cli.Rendering;

namespace AdaptLab.Cli.Auditing;

/// <summary>An audit for programs. Lines and columns count from 1, columns in UTF-16 code units.</summary>
internal static class AuditJson
{
    private const int SchemaVersion = 1;

    public static string Write(AuditedSpec spec)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", SchemaVersion);
            json.WriteString("spec", spec.File.Path);
            json.WriteNumber("examples", spec.Result.Examples);
            json.WriteNumber("evalRows", spec.Result.EvalRows);
            json.WriteNumber("silenced", spec.Silenced.Length);
            json.WriteStartArray("findings");
            foreach (var finding in spec.Findings)
                Write(json, spec.File, finding);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, SpecFile spec, Finding finding)
    {
        json.WriteStartObject();
        DiagnosticsJson.WriteMembers(json, spec, finding.Diagnostic);
        if (finding.Probability is { } probability)
            json.WriteNumber("probability", Math.Round(probability, 4));
        json.WriteStartArray("rows");
        foreach (var row in finding.Rows)
        {
            json.WriteStartObject();
            json.WriteString("set", row.Set);
            json.WriteString("place", row.Place);
            json.WriteString("text", row.Text);
            json.WriteString("answer", row.Answer);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
