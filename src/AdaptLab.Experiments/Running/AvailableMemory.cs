using System.Globalization;

namespace AdaptLab.Experiments.Running;

/// <summary>The memory that this process may still take without pushing others out.</summary>
public static class AvailableMemory
{
    /// <summary>Says how much a run may take, whatever the system says: "16GB", "800MB".</summary>
    public const string Variable = "ADAPTLAB_MEMORY";

    /// <summary>In bytes; null where it cannot be told.</summary>
    public static long? Read() => Parse(Environment.GetEnvironmentVariable(Variable)) ?? FreeOfSystem() switch
    {
        { } free => Math.Min(free, Limit),
        null => Limit,
    };

    /// <summary>Containers have a limit of their own, which the runtime knows.</summary>
    private static long Limit => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    internal static long? Parse(string? text)
    {
        if (text is not { Length: > 2 })
            return null;
        var unit = text[^2..].ToUpperInvariant() switch { "GB" => 1e9, "MB" => 1e6, _ => 0 };
        return unit > 0 && double.TryParse(text[..^2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? (long)(value * unit) : null;
    }

    private static long? FreeOfSystem()
    {
        const string linux = "/proc/meminfo";
        try
        {
            var line = File.Exists(linux) ? File.ReadLines(linux).FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal)) : null;
            return line is not null && long.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture, out var kilobytes)
                ? kilobytes * 1024
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
