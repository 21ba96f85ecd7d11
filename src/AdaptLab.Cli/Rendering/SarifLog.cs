using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AdaptLab.Cli.Files;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Cli.Rendering;

/// <param name="Fingerprint">Of what it is about, not of where it stands: a line added above makes no new finding.</param>
/// <param name="IsSilenced">Its author has said that it is meant to be so.</param>
internal sealed record SarifResult(Diagnostic Diagnostic, string Fingerprint, bool IsSilenced = false);

/// <summary>Diagnostics as SARIF 2.1.0, for what shows findings of analyses beside the lines of a change.</summary>
internal static class SarifLog
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    public static string Write(SpecFile spec, IEnumerable<DiagnosticRule> rules, IEnumerable<SarifResult> results)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", Schema);
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            json.WriteStartObject("tool");
            json.WriteStartObject("driver");
            json.WriteString("name", "adaptlab");
            json.WriteString("semanticVersion", ToolVersion.Current);
            json.WriteStartArray("rules");
            foreach (var rule in rules)
                Write(json, rule);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
            // Columns are those of editors.
            json.WriteString("columnKind", "utf16CodeUnits");
            json.WriteStartArray("results");
            foreach (var result in results)
                Write(json, spec, result);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, DiagnosticRule rule)
    {
        json.WriteStartObject();
        json.WriteString("id", rule.Code);
        json.WriteStartObject("shortDescription");
        json.WriteString("text", rule.Title);
        json.WriteEndObject();
        json.WriteStartObject("defaultConfiguration");
        json.WriteString("level", Level(rule.Severity));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SpecFile spec, SarifResult result)
    {
        var diagnostic = result.Diagnostic;
        json.WriteStartObject();
        json.WriteString("ruleId", diagnostic.Code);
        json.WriteString("level", Level(diagnostic.Severity));
        Message(json, diagnostic.Message);
        json.WriteStartArray("locations");
        Location(json, DiagnosticPlace.Of(spec, diagnostic), null);
        json.WriteEndArray();
        if (!diagnostic.Related.IsEmpty)
        {
            json.WriteStartArray("relatedLocations");
            foreach (var related in diagnostic.Related)
                Location(json, DiagnosticPlace.InSpec(spec, related.Span), related.Message);
            json.WriteEndArray();
        }

        json.WriteStartObject("partialFingerprints");
        json.WriteString("adaptlab/1", result.Fingerprint);
        json.WriteEndObject();
        json.WriteStartArray("suppressions");
        if (result.IsSilenced)
        {
            json.WriteStartObject();
            json.WriteString("kind", "inSource");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Location(Utf8JsonWriter json, DiagnosticPlace place, string? message)
    {
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", string.Join('/', place.Path.Split('/').Select(Uri.EscapeDataString)));
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", place.Line);
        json.WriteNumber("startColumn", place.Column);
        json.WriteEndObject();
        json.WriteEndObject();
        if (message is not null)
            Message(json, message);
        json.WriteEndObject();
    }

    private static void Message(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject("message");
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static string Level(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };
}
