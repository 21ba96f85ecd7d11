namespace AdaptLab.Retrieval.Qdrant;

/// <summary>Where a Qdrant server is, and how long it is waited for.</summary>
/// <param name="Address">As in "http://localhost:6333", or with a path where a gateway has one.</param>
/// <param name="ApiKey">Sent as `api-key`; null where the server wants none. It appears in no message.</param>
public sealed record QdrantOptions(Uri Address, string? ApiKey = null)
{
    /// <summary>The longest that one attempt may take, its answer read to the end.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Up to so many records every one of them is compared, so that nothing near is missed; above that, the server's approximate index is asked.</summary>
    public int ExactUpTo { get; init; } = 100_000;

    /// <summary>The most points that are sent in one request.</summary>
    public int PointsPerRequest { get; init; } = 256;

    /// <summary>About the most that is sent in one request; a server takes 32 MB if nobody has said otherwise.</summary>
    public int BytesPerRequest { get; init; } = 4 << 20;
}
