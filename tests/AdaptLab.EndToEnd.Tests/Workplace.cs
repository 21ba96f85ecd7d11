using System.Runtime.CompilerServices;

namespace AdaptLab.EndToEnd.Tests;

/// <summary>A folder of its own for a test, with specs and data in it.</summary>
internal sealed class Workplace : IDisposable
{
    /// <summary>A right spec with everything inline.</summary>
    public const string Topics = """
        task topics: classify {
          instruction: "Name the topic."
          labels: {
            weather: "Rain, wind and sun"
            cooking: "Preparing food"
          }
        }

        examples few {
          "Fog kept the valley cold." => weather
          "Rain will reach the coast tonight." => weather
          "Fry the onions in butter." => cooking
          "Add a pinch of salt." => cooking
        }

        eval {
          "A storm blew down the trees." => weather
          "Peel the potatoes." => cooking
        }

        strategy prompt { shots: 2 }

        """;

    public string Folder { get; } = Directory.CreateTempSubdirectory("adaptlab-").FullName;

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    public string Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllText(Path(name), text);
        return name;
    }

    public Task<Result> RunAsync(params string[] arguments) => Command.RunAsync(Folder, arguments);

    public async Task GitAsync(params string[] arguments)
    {
        var start = new System.Diagnostics.ProcessStartInfo("git", arguments) { WorkingDirectory = Folder };
        using var git = System.Diagnostics.Process.Start(start)!;
        await git.WaitForExitAsync();
        Assert.Equal(0, git.ExitCode);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>The root of the repository.</summary>
    public static string Repository { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(TestFolder(), "..", ".."));

    /// <summary>The folder of these tests' sources.</summary>
    public static string TestFolder([CallerFilePath] string file = "") => System.IO.Path.GetDirectoryName(file)!;
}
