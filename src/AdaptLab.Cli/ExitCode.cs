namespace AdaptLab.Cli;

/// <summary>What the command tells the process that called it.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The tool, a model or a file system failed; the spec may be right.</summary>
    public const int ToolError = 1;

    /// <summary>The command line or the spec is wrong.</summary>
    public const int UsageError = 2;

    /// <summary>Everything ran, but a `require` line is not met.</summary>
    public const int RequirementNotMet = 100;

    /// <summary>Stopped by Ctrl+C, as shells write it: 128 + SIGINT.</summary>
    public const int Stopped = 130;
}
