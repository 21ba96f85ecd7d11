#pragma warning disable MA0047, CA1050 // The runtime looks for a class of this name outside any namespace.

/// <summary>Runs within the command where DOTNET_STARTUP_HOOKS names this assembly, and lists what it has loaded when it ends.</summary>
internal static class StartupHook
{
    public const string ListVariable = "ADAPTLAB_TEST_ASSEMBLIES";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(ListVariable) is { } path)
            AppDomain.CurrentDomain.ProcessExit += (_, _) =>
                File.WriteAllLines(path, AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name ?? ""));
    }
}
