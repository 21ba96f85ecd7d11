using System.Reflection;
using System.Runtime.InteropServices;

namespace AdaptLab.Results.Running;

/// <summary>What a referee needs to know of the machine that measured.</summary>
public static class ThisMachine
{
    public static MachineInfo Describe() => new(
        RuntimeInformation.OSDescription.Trim(),
        Processor(),
        Environment.ProcessorCount,
        RuntimeInformation.FrameworkDescription,
        ToolVersion);

    /// <summary>"0.1.0".</summary>
    public static string ToolVersion { get; } =
        typeof(ThisMachine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static string Processor()
    {
        const string linux = "/proc/cpuinfo";
        try
        {
            var model = File.Exists(linux)
                ? File.ReadLines(linux).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
                : null;
            if (model?.Split(':', 2, StringSplitOptions.TrimEntries) is [_, { Length: > 0 } name])
                return name;
        }
        catch (IOException)
        {
            // A sandbox may hide it: the architecture below is still true.
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
