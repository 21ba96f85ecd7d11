using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace AdaptLab.Serving.Endpoints;

/// <summary>JSON as it comes and goes.</summary>
internal static class Json
{
    /// <summary>Letters stay as they are: nothing here is put into a page.</summary>
    private static readonly JsonSerializerOptions AsIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(JsonObject value) => value.ToJsonString(AsIs);

    public static Task WriteAsync(HttpResponse response, JsonObject value, CancellationToken cancellation)
    {
        response.ContentType = "application/json; charset=utf-8";
        return response.WriteAsync(Text(value), cancellation);
    }

    /// <exception cref="ApiError">The body is no JSON object, or does not say that it is JSON.</exception>
    public static async Task<JsonObject> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        // A page in a browser may send a form or plain text to any address, but JSON only to one that allows it.
        if (!request.HasJsonContentType())
            throw new ApiError(StatusCodes.Status415UnsupportedMediaType, "Send the request as JSON, with Content-Type: application/json.");
        try
        {
            if (await JsonNode.ParseAsync(request.Body, cancellationToken: cancellation) is JsonObject body)
                return body;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw ApiError.Invalid("The request's body is no JSON object.");
    }

    /// <summary>The value under a name; null where there is none, or null.</summary>
    /// <exception cref="ApiError">It is of another type.</exception>
    public static T? Value<T>(JsonObject body, string name, string type) where T : struct =>
        body[name] is not { } node ? null
        : node is JsonValue value && value.TryGetValue<T>(out var found) ? found
        : throw ApiError.Invalid($"'{name}' must be {type}.", name);

    /// <exception cref="ApiError">It is no string.</exception>
    public static string? TextOf(JsonObject body, string name) =>
        body[name] is not { } node ? null
        : node is JsonValue value && value.TryGetValue<string>(out var found) ? found
        : throw ApiError.Invalid($"'{name}' must be a string.", name);
}
