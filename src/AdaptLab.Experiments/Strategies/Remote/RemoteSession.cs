using System.Collections.Immutable;
using System.Text;
using AdaptLab.Data.Planning;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Remote;
using Microsoft.SemanticKernel;

namespace AdaptLab.Experiments.Strategies.Remote;

/// <summary>A model behind a server, for one run: its budget is that of the run.</summary>
public sealed class RemoteSession : IEmbedder, IDisposable
{
    /// <summary>Ollama answers OpenAI's protocol below this path.</summary>
    private const string OllamaPath = "v1";

    /// <summary>Where the server's tokenizer is not known: English text has about as many bytes in a token.</summary>
    private const int BytesPerToken = 4;

    /// <summary>Tokens of all texts so far that vectors were made of.</summary>
    private long _embedded;

    private RemoteSession(ModelSpec spec, RemoteModelOptions options, TimeProvider time)
    {
        Spec = spec;
        Options = options;
        Model = new RemoteModel(options, time);
        Kernel = Kernel.CreateBuilder().Build();
    }

    public ModelSpec Spec { get; }

    public string Identity => RemoteModels.HashOf(Spec);

    public Charge Charged => new(Interlocked.Read(ref _embedded), Options.Price?.Of(new TokenUsage((int)Math.Min(int.MaxValue, Interlocked.Read(ref _embedded)), 0)) is { } cost ? (double)cost : null);

    public RemoteModelOptions Options { get; }

    public RemoteModel Model { get; }

    /// <summary>Renders prompt templates.</summary>
    public Kernel Kernel { get; }

    /// <exception cref="StrategyException">The key's variable is not set.</exception>
    public static RemoteSession Open(ModelSpec model, TimeProvider time) => new(model, OptionsOf(model, Environment.GetEnvironmentVariable), time);

    /// <summary>Measures texts by their length.</summary>
    internal static TokenCounter Tokens { get; } = new($"{BytesPerToken} bytes", CountTokens);

    /// <summary>About how many tokens a text has.</summary>
    public static int CountTokens(string text) => (Encoding.UTF8.GetByteCount(text) + BytesPerToken - 1) / BytesPerToken;

    public async Task<ImmutableArray<float[]>> EmbedAsync(IReadOnlyList<string> texts, Action<double>? progress, CancellationToken cancellation)
    {
        try
        {
            var (vectors, usage) = await Model.EmbedAsync(texts, cancellation);
            Interlocked.Add(ref _embedded, usage.Input);
            progress?.Invoke(1);
            return vectors;
        }
        catch (RemoteException error) when (error.Fault is RemoteFault.NotFound or RemoteFault.Refused or RemoteFault.Nonsense)
        {
            throw new StrategyException($"The model '{Spec.Name}' makes no embeddings: {error.Message} Name one that does with `embedder`, or look by words with search: keyword.");
        }
    }

    public void Dispose() => Model.Dispose();

    /// <param name="variable">An environment variable by its name.</param>
    internal static RemoteModelOptions OptionsOf(ModelSpec model, Func<string, string?> variable)
    {
        var properties = model.Properties;
        var address = properties.Text("endpoint").TrimEnd('/');
        if (model.Provider == "ollama" && !address.EndsWith("/" + OllamaPath, StringComparison.Ordinal))
            address += "/" + OllamaPath;
        string? key = null;
        if (properties.TextOrNull("apiKey") is { } name && (key = variable(name)) is null or "")
            throw new StrategyException(DataDiagnostics.MissingSecret(model.Span, name));
        return new RemoteModelOptions(new Uri(address), model.Reference, key)
        {
            Price = RemoteModels.PriceOf(model) is { } price ? new TokenPrice((decimal)price.Input, (decimal)price.Output) : null,
            Budget = properties.Has("budget") ? (decimal)properties.Number("budget") : null,
            Concurrency = properties.Integer("concurrency"),
            Timeout = TimeSpan.FromMilliseconds(properties.Number("timeout")),
        };
    }
}
