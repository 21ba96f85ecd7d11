namespace AdaptLab.Language.Tests;

/// <summary>Where the tests find samples and documents.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static bool UpdatesBaselines => Environment.GetEnvironmentVariable("UPDATE_BASELINES") == "1";

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public static IReadOnlyList<(string Name, string Text)> Samples { get; } =
    [
        .. Directory.EnumerateFiles(PathOf("tests", "AdaptLab.Language.Tests", "Samples"), "*.adapt").Order(StringComparer.Ordinal)
            .Select(p => (Path.GetFileName(p), File.ReadAllText(p))),
    ];

    public static TheoryData<string> SampleNames => [.. Samples.Select(s => s.Name)];

    public static string Sample(string name) => Samples.Single(s => s.Name == name).Text;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AdaptLab.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests run within the repository.");
    }
}
