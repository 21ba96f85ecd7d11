using Microsoft.AspNetCore.Http;

namespace AdaptLab.Serving.Endpoints;

/// <summary>`POST /v1/chat/completions`: the strategy's answer to a text.</summary>
internal sealed class ChatEndpoint(ServedModel model, Desk desk, TimeProvider time)
{
    public async Task HandleAsync(HttpContext context)
    {
        var request = ChatRequest.Read(await Json.ReadAsync(context.Request, context.RequestAborted));
        desk.CheckModel(request.Model);
        var answer = await desk.AskAsync(cancellation => model.AnswerAsync(request.Input, cancellation), context.RequestAborted);
        var written = new ChatAnswer(request, answer, $"chatcmpl-{Guid.NewGuid():N}", time.GetUtcNow().ToUnixTimeSeconds());
        if (!request.IsStreamed)
        {
            await Json.WriteAsync(context.Response, written.Whole(), context.RequestAborted);
            return;
        }

        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        foreach (var piece in written.Pieces())
            await context.Response.WriteAsync($"data: {Json.Text(piece)}\n\n", context.RequestAborted);
        await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);
    }
}
