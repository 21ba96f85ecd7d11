using Microsoft.AspNetCore.Http;

namespace AdaptLab.Serving.Endpoints;

/// <summary>Where requests are taken: the queue, and what is said to those that are not taken.</summary>
internal sealed class Desk(ServedModel model, RequestQueue queue)
{
    /// <exception cref="ApiError">Another model is asked for.</exception>
    public void CheckModel(string name)
    {
        if (name != model.Id)
            throw new ApiError(StatusCodes.Status404NotFound, $"There is no model '{name}' here. This server has '{model.Id}'.", "model", "model_not_found");
    }

    /// <exception cref="ApiError">The queue is full, or the text cannot be answered.</exception>
    public async Task<T> AskAsync<T>(Func<CancellationToken, ValueTask<T>> work, CancellationToken cancellation)
    {
        if (!queue.TryAdd(work, cancellation, out var done))
            throw new ApiError(StatusCodes.Status429TooManyRequests, "Too many requests wait already. Try again in a second.", code: "queue_full");
        try
        {
            return await done;
        }
        catch (UnanswerableException error)
        {
            throw ApiError.Invalid(error.Message, "messages");
        }
    }
}
