namespace AdaptLab.Remote;

/// <summary>Where a model is, and within what limits it is asked.</summary>
/// <param name="Endpoint">The address that "/chat/completions" follows.</param>
/// <param name="Model">The model's name on the server.</param>
/// <param name="ApiKey">Sent as bearer token; null where the server wants none. It appears in no message, record or key.</param>
public sealed record RemoteModelOptions(Uri Endpoint, string Model, string? ApiKey = null)
{
    /// <summary>What tokens cost; null where nobody has said so, and then nothing is added up.</summary>
    public TokenPrice? Price { get; init; }

    /// <summary>The most that all requests together may cost, in the currency of <see cref="Price"/>; null for no limit.</summary>
    public decimal? Budget { get; init; }

    /// <summary>The most requests at a time.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>The longest that one attempt may take, its answer read to the end.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>What a million tokens cost, read and written.</summary>
public sealed record TokenPrice(decimal Input, decimal Output)
{
    private const decimal Million = 1_000_000m;

    public decimal Of(TokenUsage usage) => ((usage.Input * Input) + (usage.Output * Output)) / Million;
}

/// <param name="Input">Tokens that the model has read.</param>
/// <param name="Output">Tokens that it has written.</param>
public readonly record struct TokenUsage(int Input, int Output)
{
    public static TokenUsage operator +(TokenUsage one, TokenUsage other) => new(one.Input + other.Input, one.Output + other.Output);
}
