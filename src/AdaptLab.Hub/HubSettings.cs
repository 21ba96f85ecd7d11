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
        string? Value(string name) => ValueOf(variable, name);
        bool Flag(string name) => Value(name)?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";

        var seconds = double.TryParse(Value("HF_HUB_DOWNLOAD_TIMEOUT"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var given) && given is > 0 and < 1e6
            ? given
            : StandardPatienceSeconds;
        return new HubSettings(
            (Value("HF_ENDPOINT") ?? "https://huggingface.co").TrimEnd('/'),
            CacheFrom(variable, userFolder),
            Flag("HF_HUB_DISABLE_IMPLICIT_TOKEN") ? null
                : Value("HF_TOKEN") ?? Value("HUGGING_FACE_HUB_TOKEN") ?? TokenFile(Expanded(Value("HF_TOKEN_PATH") ?? Path.Combine(HomeFrom(variable, userFolder), "token"), userFolder)),
            Flag("HF_HUB_OFFLINE") || Flag("TRANSFORMERS_OFFLINE"),
            TimeSpan.FromSeconds(seconds),
            !Flag("HF_HUB_DISABLE_SYMLINKS"));
    }

    /// <summary>The cache's folder alone: no file is read to find it.</summary>
    internal static string CacheFrom(Func<string, string?> variable, string userFolder) => Path.GetFullPath(Expanded(
        ValueOf(variable, "HF_HUB_CACHE") ?? ValueOf(variable, "HUGGINGFACE_HUB_CACHE") ?? Path.Combine(HomeFrom(variable, userFolder), "hub"), userFolder));

    private static string HomeFrom(Func<string, string?> variable, string userFolder) =>
        ValueOf(variable, "HF_HOME") ?? Path.Combine(ValueOf(variable, "XDG_CACHE_HOME") ?? Path.Combine(userFolder, ".cache"), "huggingface");

    private static string? ValueOf(Func<string, string?> variable, string name) => variable(name) is { } text && text.Trim() is { Length: > 0 } value ? value : null;

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
