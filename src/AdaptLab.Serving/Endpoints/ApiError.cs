using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace AdaptLab.Serving.Endpoints;

/// <summary>A request that is not answered, told in the form that OpenAI's clients read.</summary>
/// <param name="message">One line: what is wrong and how to mend it.</param>
/// <param name="parameter">Where in the request it is wrong; null where that has no place.</param>
internal sealed class ApiError(int status, string message, string? parameter = null, string? code = null) : Exception(message)
{
    public static ApiError Invalid(string message, string? parameter = null) => new(StatusCodes.Status400BadRequest, message, parameter);

    public Task WriteAsync(HttpResponse response, CancellationToken cancellation)
    {
        response.StatusCode = status;
        if (status == StatusCodes.Status429TooManyRequests)
            response.Headers.RetryAfter = "1";
        return Json.WriteAsync(
            response,
            new JsonObject
            {
                ["error"] = new JsonObject { ["message"] = Message, ["type"] = Type, ["param"] = parameter, ["code"] = code },
            },
            cancellation);
    }

    private string Type => status switch
    {
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };
}
