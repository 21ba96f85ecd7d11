using System.Reflection;

namespace AdaptLab.Cli;

internal static class ToolVersion
{
    /// <summary>"0.1.0".</summary>
    public static string Current { get; } =
        typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
