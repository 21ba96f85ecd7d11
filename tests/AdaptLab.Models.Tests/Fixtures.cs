using System.Runtime.CompilerServices;

namespace AdaptLab.Models.Tests;

/// <summary>Files too large for the repository, in a folder beside it; tests that need one skip where it is absent.</summary>
internal static class Fixtures
{
    private static readonly string Root = Path.Combine(RepositoryRoot(), "..", "shared", "fixtures");

    public static string Find(params string[] parts)
    {
        string path = Path.GetFullPath(Path.Combine([Root, .. parts]));
        Skip.IfNot(File.Exists(path) || Directory.Exists(path), $"the fixture {string.Join('/', parts)} is not on this machine");
        return path;
    }

    private static string RepositoryRoot([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", ".."));
}
