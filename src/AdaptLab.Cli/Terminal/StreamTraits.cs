namespace AdaptLab.Cli.Terminal;

/// <summary>What an output stream can show.</summary>
/// <param name="IsTerminal">A person reads it as it comes.</param>
/// <param name="HasColor">Colours may be used.</param>
/// <param name="CanRedraw">Lines may be written over: a live display works.</param>
/// <param name="Width">In cells; null where lines may be as long as they like.</param>
internal sealed record StreamTraits(bool IsTerminal, bool HasColor, bool CanRedraw, int? Width)
{
    /// <summary>No table can be read in less.</summary>
    private const int LeastWidth = 40;

    /// <param name="variable">Gives the value of an environment variable.</param>
    /// <param name="windowWidth">Of the terminal; 0 where it cannot be told.</param>
    public static StreamTraits Of(bool isRedirected, bool noColor, Func<string, string?> variable, int windowWidth)
    {
        var isTerminal = !isRedirected;
        var isDumb = string.Equals(variable("TERM"), "dumb", StringComparison.OrdinalIgnoreCase);
        var isBuild = variable("CI") is { Length: > 0 } ci && ci is not ("false" or "0");
        // A program that captures the output sets COLUMNS where it wants a width; shells do not export theirs.
        int? columns = int.TryParse(variable("COLUMNS"), out var given) && given > 0 ? given : null;
        int? width = columns ?? (isTerminal ? (windowWidth > 0 ? windowWidth : 80) : null);
        return new StreamTraits(
            isTerminal,
            isTerminal && !isDumb && !noColor && string.IsNullOrEmpty(variable("NO_COLOR")),
            isTerminal && !isDumb && !isBuild,
            width is { } cells ? Math.Max(LeastWidth, cells) : null);
    }
}
