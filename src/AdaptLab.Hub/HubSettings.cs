using System.Globalization;

namespace AdaptLab.Hub;

/// <summary>Where the hub is, where its cache is, and how it is spoken to: what its own tools read from the environment.</summary>
/// <param name="Endpoint">Without a slash at its end.</param>
/// <param name="CacheFolder">Absolute.</param>
/// <param name="Token">Sent to the endpoint's host and to no other; null for none.</param>
/// <param name="IsOffline">Nothing is asked over the network.</param>
/// <param name="Patience">The longest that the hub may be silent.</param>
/// <param name="UsesLinks">Whether snapshots are made of symbolic links, where the file system has them.</param>
public sealed record HubSettings(string Endpoint, string CacheFolder, string? Token, bool IsOffline, TimeSpan Patience, bool UsesLinks)
{
    private const double StandardPatienceSeconds = 10;

    public static HubSettings FromEnvironment() => FromEnvironment(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    /// <param name="variable">The value of an environment variable; null where it is not set.</param>
    internal static HubSettings FromEnvironment(Func<string, string?> variable, string userFolder)
    {
        string? Value(string name) => variable(name) is { } text && text.Trim() is { Length: > 0 } value ? value : null;
        bool Flag(string name) => Value(name)?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";

        var home = Value("HF_HOME") ?? Path.Combine(Value("XDG_CACHE_HOME") ?? Path.Combine(userFolder, ".cache"), "huggingface");
        var cache = Value("HF_HUB_CACHE") ?? Value("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(home, "hub");
        var seconds = double.TryParse(Value("HF_HUB_DOWNLOAD_TIMEOUT"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var given) && given is > 0 and < 1e6
            ? given
            : StandardPatienceSeconds;
        return new HubSettings(
            (Value("HF_ENDPOINT") ?? "https://huggingface.co").TrimEnd('/'),
            Path.GetFullPath(Expanded(cache, userFolder)),
            Flag("HF_HUB_DISABLE_IMPLICIT_TOKEN") ? null
                : Value("HF_TOKEN") ?? Value("HUGGING_FACE_HUB_TOKEN") ?? TokenFile(Expanded(Value("HF_TOKEN_PATH") ?? Path.Combine(home, "token"), userFolder)),
            Flag("HF_HUB_OFFLINE") || Flag("TRANSFORMERS_OFFLINE"),
            TimeSpan.FromSeconds(seconds),
            !Flag("HF_HUB_DISABLE_SYMLINKS"));
    }

    private static string Expanded(string path, string userFolder) => path.StartsWith('~') ? userFolder + path[1..] : path;

    private static string? TokenFile(string path)
    {
        try
        {
            return File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } token ? token : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // As if there were none: what needs one will say so.
            return null;
        }
    }
}
