namespace AdaptLab.LanguageServer.Tests;

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
        strategy lora { rank: 4 }

        compare { seeds: 2 }

        """;

    /// <summary>The same with examples from a file.</summary>
    public static string WithFile(string name) =>
        Topics.Replace("strategy prompt", $"examples more from \"{name}\" {{ text: \"text\", label: \"label\" }}\nstrategy prompt", StringComparison.Ordinal);

    public string Folder { get; } = Directory.CreateTempSubdirectory("adaptlab-").FullName;

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    public string Uri(string name = "") => "file://" + (name.Length == 0 ? Folder : Path(name));

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllText(Path(name), text);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
