using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace AdaptLab.Retrieval.Tests.Qdrant;

/// <summary>Qdrant's own description of its REST interface (OpenAPI 3.0), and whether requests and answers are as it says: as much of JSON
/// Schema as it uses. Stricter in one point: an object has no properties but those that are described.</summary>
internal sealed class QdrantSchema
{
    private readonly JsonObject _document;

    private QdrantSchema(JsonObject document) => _document = document;

    /// <summary>Null where the file is not on this machine: it is Qdrant's, and no part of this repository.</summary>
    public static QdrantSchema? Find()
    {
        var path = Environment.GetEnvironmentVariable("QDRANT_OPENAPI") ?? Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "..", "shared", "fixtures", "qdrant", "openapi-v1.19.x.json"));
        return File.Exists(path) ? new QdrantSchema(JsonNode.Parse(File.ReadAllText(path))!.AsObject()) : null;
    }

    /// <summary>What is wrong with an exchange; empty for nothing.</summary>
    public IEnumerable<string> Faults(Exchange exchange)
    {
        var at = $"{exchange.Method} {exchange.Template}";
        if (_document["paths"]![exchange.Template]?[exchange.Method.ToLowerInvariant()] is not JsonObject operation)
            return [$"{at}: there is no such operation"];

        var faults = new List<string>();
        var known = (operation["parameters"]?.AsArray() ?? []).Where(parameter => (string)parameter!["in"]! == "query").Select(parameter => (string)parameter!["name"]!);
        faults.AddRange(exchange.Query.Except(known).Select(name => $"{at}: there is no parameter '{name}'"));
        if (operation["requestBody"]?["content"]?["application/json"]?["schema"] is { } request)
            faults.AddRange(Faults(exchange.Request, request.AsObject(), $"{at} request"));
        else if (exchange.Request is not null)
            faults.Add($"{at}: takes no body");

        var responses = operation["responses"]!.AsObject();
        var response = responses[$"{exchange.Status}"] ?? responses[$"{exchange.Status / 100}XX"] ?? responses["default"];
        // Refusals of a key are plain text, and not described.
        if (exchange.Answer is not null && response?["content"]?["application/json"]?["schema"] is { } answer)
            faults.AddRange(Faults(exchange.Answer, answer.AsObject(), $"{at} {exchange.Status}"));
        return faults;
    }

    private List<string> Faults(JsonNode? value, JsonObject schema, string at)
    {
        while (schema["$ref"] is { } reference)
            schema = _document["components"]!["schemas"]![((string)reference!).Split('/')[^1]]!.AsObject();
        if (value is null)
            return (bool?)schema["nullable"] == true || Alternatives(schema).Any(other => (bool?)other["nullable"] == true) ? [] : [$"{at}: null"];
        if (Alternatives(schema).ToArray() is { Length: > 0 } alternatives)
        {
            var each = alternatives.Select(other => Faults(value, other, at)).ToArray();
            return each.Any(faults => faults.Count == 0) ? [] : [$"{at}: none of {each.Length} alternatives: {string.Join("; ", each.MinBy(faults => faults.Sum(fault => fault.Length))!)}"];
        }

        // {"nullable": true} alone, as an alternative, is null and nothing else.
        if (schema.Count == 1 && schema["nullable"] is not null)
            return [$"{at}: not null"];
        return (string?)schema["type"] switch
        {
            "object" => ObjectFaults(value, schema, at),
            "array" => value is JsonArray array ? ArrayFaults(array, schema, at) : [$"{at}: no array"],
            "string" => value.GetValueKind() != System.Text.Json.JsonValueKind.String ? [$"{at}: no text"] : TextFaults((string)value!, schema, at),
            "boolean" => value.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False ? [] : [$"{at}: no boolean"],
            "integer" or "number" => NumberFaults(value, schema, at),
            _ => [],
        };
    }

    private static IEnumerable<JsonObject> Alternatives(JsonObject schema) =>
        ((schema["anyOf"] ?? schema["oneOf"])?.AsArray() ?? []).Select(other => other!.AsObject());

    private List<string> ObjectFaults(JsonNode value, JsonObject schema, string at)
    {
        if (value is not JsonObject found)
            return [$"{at}: no object"];
        var properties = schema["properties"]?.AsObject();
        var faults = (schema["required"]?.AsArray() ?? []).Select(name => (string)name!).Where(name => !found.ContainsKey(name)).Select(name => $"{at}: without '{name}'").ToList();
        foreach (var (name, property) in found)
        {
            if (properties?[name] is JsonObject described)
                faults.AddRange(Faults(property, described, $"{at}.{name}"));
            else if (schema["additionalProperties"] is JsonObject others)
                faults.AddRange(Faults(property, others, $"{at}.{name}"));
            else if (properties is not null && schema["additionalProperties"] is null || (bool?)(schema["additionalProperties"] as JsonValue) == false)
                faults.Add($"{at}: '{name}' is not described");
        }

        return faults;
    }

    private List<string> ArrayFaults(JsonArray array, JsonObject schema, string at)
    {
        var faults = array.SelectMany((item, i) => Faults(item, schema["items"]!.AsObject(), $"{at}[{i}]")).ToList();
        if ((bool?)schema["uniqueItems"] == true && array.Select(item => item?.ToJsonString()).Distinct().Count() < array.Count)
            faults.Add($"{at}: an item twice");
        return faults;
    }

    private static List<string> TextFaults(string text, JsonObject schema, string at)
    {
        if (schema["enum"]?.AsArray() is { } values && !values.Any(value => (string)value! == text))
            return [$"{at}: '{text}' is none of {values.ToJsonString()}"];
        return (string?)schema["format"] == "uuid" && !Guid.TryParse(text, out _) ? [$"{at}: '{text}' is no UUID"] : [];
    }

    private static List<string> NumberFaults(JsonNode value, JsonObject schema, string at)
    {
        if (value.GetValueKind() != System.Text.Json.JsonValueKind.Number)
            return [$"{at}: no number"];
        var number = double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);
        if ((string)schema["type"]! == "integer" && number != Math.Floor(number))
            return [$"{at}: {number} is not whole"];
        return number < (double?)schema["minimum"] || number > (double?)schema["maximum"] ? [$"{at}: {number} is out of range"] : [];
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

/// <param name="Template">The path as the description writes it: "/collections/{collection_name}/points".</param>
/// <param name="Query">The names of the query's parameters.</param>
/// <param name="Request">Null for none.</param>
/// <param name="Answer">Null for none, and for one that is no JSON.</param>
internal sealed record Exchange(string Method, string Template, string[] Query, JsonNode? Request, int Status, JsonNode? Answer);
