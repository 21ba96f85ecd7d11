using System.CommandLine;
using System.Globalization;
using AdaptLab.Cli.Rendering;
using AdaptLab.Cli.Terminal;
using AdaptLab.Data.Planning;
using AdaptLab.Results;
using AdaptLab.Results.Store;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab cache`: what is kept of earlier runs, and why it still holds or not.</summary>
internal static class CacheCommand
{
    public static Verb Create()
    {
        Verb[] verbs = [CacheExplainCommand.Create(), CacheListCommand.Create(), CachePruneCommand.Create(), CacheClearCommand.Create()];
        var command = new Command("cache", "Look into the store of earlier results, and keep it small.");
        foreach (var verb in verbs)
            command.Add(verb.Command);
        return new Verb(command, """
            Results are kept in .adaptlab, beside the workspace (the nearest folder with a .git, or the spec's own), by all
            that shapes them. What has not changed is not run again. The folder is safe to delete; the environment variable
            ADAPTLAB_CACHE_DIR names another one.

            """) { Verbs = [.. verbs] };
    }
}

/// <summary>`adaptlab cache list`.</summary>
internal static class CacheListCommand
{
    private const int KeyDigits = 12;

    private static readonly Option<bool> Json = CommonOptions.Json("Print the list as JSON.");

    public static Verb Create()
    {
        var command = new Command("list", "List what is in the store, the last used first.") { Json };
        command.SetAction(parsed => Run(parsed.GetValue(Json), Screen.Output(parsed.GetValue(CommonOptions.NoColor))));
        return new Verb(command, """
            Exit codes:
              0  done

            """);
    }

    private static int Run(bool asJson, Screen output)
    {
        var store = CacheStore.OfCurrentFolder();
        var entries = store.Entries();
        if (asJson)
        {
            Console.Out.WriteLine(CacheJson.Write(store, entries));
            return ExitCode.Success;
        }

        foreach (var entry in entries)
            output.Line($"{entry.Key[..KeyDigits]}  {(entry.Strategy is "" ? "(prepared only)" : entry.Strategy),-24}  {Figures.Count(entry.Rows, "row"),10}  {Figures.Bytes(entry.Bytes),8}  {CacheStore.Time(entry.LastUsed)}");
        var indexes = store.IndexBytes() is > 0 and var bytes ? $", and {CacheStore.Size(bytes)} of indexes to search" : "";
        output.Line($"{Figures.Count(entries.Length, "result")}, {CacheStore.Size(entries.Sum(entry => entry.Bytes))}{indexes}, in {store.Location}");
        return ExitCode.Success;
    }
}

/// <summary>`adaptlab cache prune`.</summary>
internal static class CachePruneCommand
{
    private static readonly Option<long> Limit = new("--limit")
    {
        Description = "What may stay, such as 200MB or 2GB; runs prune to 1GB by themselves.",
        HelpName = "SIZE",
        DefaultValueFactory = _ => RunStore.StandardLimit,
        CustomParser = result =>
        {
            if (CacheStore.ParseSize(result.Tokens[0].Value) is { } bytes)
                return bytes;
            result.AddError($"--limit takes a size such as 200MB or 2GB, not '{result.Tokens[0].Value}'.");
            return 0;
        },
    };

    public static Verb Create()
    {
        var command = new Command("prune", "Remove the results that were used longest ago.") { Limit };
        command.SetAction(parsed => CacheStore.Remove(
            store => store.Prune(parsed.GetValue(Limit)), Screen.Output(parsed.GetValue(CommonOptions.NoColor)), Screen.Error(parsed.GetValue(CommonOptions.NoColor))));
        return new Verb(command, """
            Exit codes:
              0  done
              1  a file cannot be removed

            """);
    }
}

/// <summary>`adaptlab cache clear`.</summary>
internal static class CacheClearCommand
{
    public static Verb Create()
    {
        var command = new Command("clear", "Remove every result.");
        command.SetAction(parsed => CacheStore.Remove(
            store => store.Clear(), Screen.Output(parsed.GetValue(CommonOptions.NoColor)), Screen.Error(parsed.GetValue(CommonOptions.NoColor))));
        return new Verb(command, """
            Exit codes:
              0  done
              1  a file cannot be removed

            """);
    }
}

/// <summary>The store that the verbs of `cache` speak of.</summary>
internal static class CacheStore
{
    public static RunStore OfCurrentFolder() => RunStore.Open(StorePlace.OfFolder(Directory.GetCurrentDirectory()));

    public static int Remove(Func<RunStore, Removal> remove, Screen output, Screen error)
    {
        var store = OfCurrentFolder();
        try
        {
            var removed = remove(store);
            output.Line($"{Figures.Count(removed.Units, "result")} removed, {Size(removed.Bytes)}.");
            return ExitCode.Success;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error.Line($"adaptlab cache: {exception.Message}");
            return ExitCode.ToolError;
        }
    }

    public static string Size(long bytes) => bytes == 0 ? "0 MB" : Figures.Bytes(bytes);

    public static string Time(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm");

    /// <summary>"200MB", "2GB", "500000": in bytes; null for anything else.</summary>
    internal static long? ParseSize(string text)
    {
        (string Suffix, double Bytes)[] units = [("GB", 1e9), ("MB", 1e6), ("KB", 1e3), ("", 1)];
        var (suffix, bytes) = units.First(unit => text.EndsWith(unit.Suffix, StringComparison.OrdinalIgnoreCase));
        return double.TryParse(text[..^suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value * bytes < 1e18
            ? (long)(value * bytes)
            : null;
    }
}
