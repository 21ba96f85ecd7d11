using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace AdaptLab.Hub;

/// <summary>Requests to the hub: with the token to its own host only, again where it is worth it, and never waiting for ever.</summary>
/// <param name="wait">Waits between attempts.</param>
internal sealed class HubConnection(HubSettings settings, Func<TimeSpan, CancellationToken, Task> wait) : IDisposable
{
    private const int Attempts = 5;
    private const int Redirects = 10;

    /// <summary>Lists and indexes are smaller by far; an answer without end is none.</summary>
    private const int LongestText = 64 << 20;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    /// <summary>A hub that asks for more patience than this is as good as down.</summary>
    private static readonly TimeSpan LongestAskedWait = TimeSpan.FromMinutes(5);

    // Redirects are followed here, for they decide where the token goes; and a body must come as it is, or its hash would be another.
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None, UseCookies = false, ConnectTimeout = settings.Patience })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "adaptlab" }, { "Accept-Encoding", "identity" } },
    };

    private readonly Uri _endpoint = Address(settings);

    public Uri At(string path) => new(settings.Endpoint + "/" + path);

    public async Task<byte[]> TextAsync(Uri address, HubModel model, CancellationToken cancellation) => await RetryAsync(async () =>
    {
        using var response = await SendAsync(HttpMethod.Get, address, from: 0, cancellation);
        ThrowUnlessFound(response, model, address);
        using var body = new MemoryStream();
        await CopyAsync(response, chunk =>
        {
            if (body.Length + chunk.Length > LongestText)
                throw new HubException($"{address}: the answer is longer than {LongestText >> 20} MB, which no list of files is. Is HF_ENDPOINT a hub?");
            body.Write(chunk.Span);
        }, cancellation);
        return body.ToArray();
    }, cancellation);

    /// <summary>What the hub says of a file. Redirects within the hub are followed; one that leads elsewhere says where the bytes are, and that is not asked here.</summary>
    public async Task<HubFile> DescribeAsync(Uri address, HubModel model, string file, CancellationToken cancellation) => await RetryAsync(async () =>
    {
        var asked = address;
        for (var redirect = 0; redirect <= Redirects; redirect++)
        {
            using var request = Request(HttpMethod.Head, asked, from: 0);
            using var response = await WithinPatienceAsync(stop => _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop), asked, cancellation);
            if (response.Headers.Location is { IsAbsoluteUri: false } within && IsRedirect(response))
            {
                asked = new Uri(asked, within);
                continue;
            }

            if (!IsRedirect(response))
                ThrowUnlessFound(response, model, address);
            return Described(response, asked, file);
        }

        throw new HubException($"{address}: the hub redirects without end.");
    }, cancellation);

    /// <param name="from">The first byte that is wanted.</param>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, long from, CancellationToken cancellation)
    {
        for (var redirect = 0; redirect <= Redirects; redirect++)
        {
            using var request = Request(method, address, from);
            var response = await WithinPatienceAsync(stop => _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop), address, cancellation);
            if (!IsRedirect(response) || response.Headers.Location is not { } location)
                return response;
            response.Dispose();
            var next = new Uri(address, location);
            if (next.Scheme != Uri.UriSchemeHttps && !(next.Scheme == Uri.UriSchemeHttp && _endpoint.Scheme == Uri.UriSchemeHttp))
                throw new HubException($"{Shown(address)}: the hub redirects to {next.Scheme}, which is less safe than the way there. Nothing was fetched from it.");
            address = next;
        }

        throw new HubException($"{Shown(address)}: the hub redirects without end.");
    }

    /// <summary>Hands on a body piece by piece; each must come within the patience.</summary>
    public async Task CopyAsync(HttpResponseMessage response, Action<ReadOnlyMemory<byte>> take, CancellationToken cancellation)
    {
        var address = response.RequestMessage!.RequestUri!;
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[1 << 17];
        while (await WithinPatienceAsync(async stop => await body.ReadAsync(buffer, stop), address, cancellation) is var read and > 0)
            take(buffer.AsMemory(0, read));
    }

    /// <summary>Again after what may be better a moment later: a cut connection, a busy or failing server.</summary>
    public async Task<T> RetryAsync<T>(Func<Task<T>> attempt, CancellationToken cancellation)
    {
        for (var number = 1; ; number++)
        {
            try
            {
                return await attempt();
            }
            catch (PassingTroubleException trouble) when (number < Attempts)
            {
                var pause = TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, Math.Pow(2, number - 1)));
                await wait(trouble.Asked is { } asked && asked > pause ? asked : pause, cancellation);
            }
            catch (PassingTroubleException trouble)
            {
                throw new HubException($"{trouble.Message} {Attempts} attempts were made. What has arrived is kept: pull again to go on.", trouble);
            }
        }
    }

    /// <exception cref="HubException">The hub has answered that it will not give it.</exception>
    /// <exception cref="PassingTroubleException">It may, a moment later.</exception>
    public void ThrowUnlessFound(HttpResponseMessage response, HubModel model, Uri address)
    {
        if (response.IsSuccessStatusCode)
            return;
        var code = response.Headers.TryGetValues("X-Error-Code", out var codes) ? codes.FirstOrDefault() : null;
        var hub = settings.Endpoint;
        var token = settings.Token is null ? "set HF_TOKEN to a token that may read it" : "the token in HF_TOKEN or in the token file does not open it";
        var status = (int)response.StatusCode;
        if (status is 408 or 429 or >= 500)
            throw new PassingTroubleException($"{Shown(address)}: the hub answers {status}.", AskedWait(response));
        throw new HubException((code, status) switch
        {
            ("GatedRepo", _) or (null, 403) => $"{model.Name} is gated: accept its terms at {hub}/{model.Name}, and {token}.",
            ("RevisionNotFound", _) => $"{model.Name} has no revision '{model.Revision}'. Its branches and tags are listed at {hub}/{model.Name}.",
            ("EntryNotFound", _) => $"{Shown(address)}: the hub does not have this file.",
            ("RepoNotFound", _) or (_, 401) => $"There is no model {model.Name} on {hub}, or it is private: check the name, or {token}.",
            (_, 404) => $"There is no model {model.Name} on {hub}. Check the name.",
            _ => $"{Shown(address)}: the hub answers {status}.",
        });
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Without its query, which may hold a signature.</summary>
    public static string Shown(Uri address) => address.GetLeftPart(UriPartial.Path);

    private static Uri Address(HubSettings settings) =>
        Uri.TryCreate(settings.Endpoint, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            ? uri
            : throw new HubException($"HF_ENDPOINT is '{settings.Endpoint}', which is no http address. Leave it out for https://huggingface.co.");

    private HttpRequestMessage Request(HttpMethod method, Uri address, long from)
    {
        var request = new HttpRequestMessage(method, address);
        if (from > 0)
            request.Headers.Range = new RangeHeaderValue(from, null);
        // To the hub itself and nobody it redirects to; and in plain text over no network.
        if (settings.Token is { } token && IsHub(address) && (address.Scheme == Uri.UriSchemeHttps || address.IsLoopback))
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private bool IsHub(Uri address) =>
        address.Scheme == _endpoint.Scheme && address.Port == _endpoint.Port && string.Equals(address.IdnHost, _endpoint.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static bool IsRedirect(HttpResponseMessage response) => (int)response.StatusCode is 301 or 302 or 303 or 307 or 308;

    private static HubFile Described(HttpResponseMessage response, Uri asked, string file)
    {
        string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
        var tag = (Header("X-Linked-ETag") ?? Header("ETag"))?.Trim();
        tag = (tag?.StartsWith("W/", StringComparison.Ordinal) == true ? tag[2..] : tag)?.Trim('"');
        var length = Header("X-Linked-Size") ?? (IsRedirect(response) ? null : response.Content.Headers.ContentLength?.ToString(CultureInfo.InvariantCulture));
        // The tag becomes a file's name.
        if (tag is null || !(HubModel.IsHash(tag, 40) || HubModel.IsHash(tag, 64)) || !long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            throw new HubException($"{Shown(asked)}: the hub does not say the file's hash and size. Is HF_ENDPOINT a hub?");
        return new HubFile(file, tag, size);
    }

    private static TimeSpan? AskedWait(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } when delta <= LongestAskedWait => delta,
        _ => RateLimitWait(response),
    };

    /// <summary>`RateLimit: "api";r=0;t=55`: t seconds until it opens again.</summary>
    private static TimeSpan? RateLimitWait(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("RateLimit", out var limits))
            return null;
        var seconds = limits.SelectMany(limit => limit.Split(';')).Select(part => part.Trim()).FirstOrDefault(part => part.StartsWith("t=", StringComparison.Ordinal));
        return int.TryParse(seconds?[2..], NumberStyles.None, CultureInfo.InvariantCulture, out var wait) && wait < LongestAskedWait.TotalSeconds ? TimeSpan.FromSeconds(wait + 1) : null;
    }

    private async Task<T> WithinPatienceAsync<T>(Func<CancellationToken, Task<T>> act, Uri address, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(settings.Patience);
        try
        {
            return await act(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new PassingTroubleException($"{Shown(address)}: nothing came for {settings.Patience.TotalSeconds:0.#} s.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            var reason = (exception.InnerException ?? exception).Message.Split('\n')[0].TrimEnd('.');
            throw new PassingTroubleException($"{Shown(address)}: the connection failed ({reason}).");
        }
    }
}

/// <summary>What may be better a moment later.</summary>
/// <param name="asked">How long the hub asks to be left alone; null where it does not.</param>
internal sealed class PassingTroubleException(string message, TimeSpan? asked = null) : Exception(message)
{
    public TimeSpan? Asked { get; } = asked;
}
