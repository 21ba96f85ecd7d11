using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AdaptLab.Cli.Files;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Cli.Rendering;

/// <summary>The diagnostics of specs for programs. Lines and columns count from 1, columns in UTF-16 code units.</summary>
internal static class DiagnosticsJson
{
    private const int SchemaVersion = 1;

    public static string Write(IReadOnlyList<CheckedSpec> specs)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", SchemaVersion);
            json.WriteNumber("specs", specs.Count);
            json.WriteNumber("errors", specs.Sum(spec => spec.Diagnostics.Count(d => d.IsError) + (spec.Problem is null ? 0 : 1)));
            json.WriteNumber("warnings", specs.Sum(spec => spec.Diagnostics.Count(d => d.Severity == Severity.Warning)));
            json.WriteStartArray("diagnostics");
            foreach (var spec in specs)
            {
                if (spec.Problem is { } problem)
                    Write(json, spec.Path, problem);
                foreach (var diagnostic in spec.Diagnostics)
                    Write(json, spec.File!, diagnostic);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, string path, string problem)
    {
        json.WriteStartObject();
        json.WriteNull("code");
        json.WriteString("severity", DiagnosticText.Name(Severity.Error));
        json.WriteString("message", problem);
        json.WriteString("path", path);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SpecFile spec, Diagnostic diagnostic)
    {
        json.WriteStartObject();
        WriteMembers(json, spec, diagnostic);
        json.WriteEndObject();
    }

    /// <summary>A diagnostic within an object that says more of it.</summary>
    public static void WriteMembers(Utf8JsonWriter json, SpecFile spec, Diagnostic diagnostic)
    {
        var place = DiagnosticPlace.Of(spec, diagnostic);
        json.WriteString("code", diagnostic.Code);
        json.WriteString("severity", DiagnosticText.Name(diagnostic.Severity));
        json.WriteString("message", diagnostic.Message);
        Place(json, place);
        json.WriteStartArray("related");
        if (place.IsInData)
            Related(json, DiagnosticPlace.InSpec(spec, diagnostic.Span), "read here");
        foreach (var related in diagnostic.Related)
            Related(json, DiagnosticPlace.InSpec(spec, related.Span), related.Message);
        json.WriteEndArray();
        if (diagnostic.Fix is { } fix)
            json.WriteString("fix", fix.Title);
        json.WriteString("help", diagnostic.HelpPath);
    }

    private static void Related(Utf8JsonWriter json, DiagnosticPlace place, string message)
    {
        json.WriteStartObject();
        json.WriteString("message", message);
        Place(json, place);
        json.WriteEndObject();
    }

    private static void Place(Utf8JsonWriter json, DiagnosticPlace place)
    {
        json.WriteString("path", place.Path);
        json.WriteNumber("line", place.Line);
        json.WriteNumber("column", place.Column);
        json.WriteNumber("endLine", place.End.Line + 1);
        json.WriteNumber("endColumn", place.End.Column + 1);
    }
}
