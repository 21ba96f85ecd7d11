using System.Text.Json;
using System.Xml.Linq;

namespace AdaptLab.Architecture.Tests;

/// <summary>What a project says of itself.</summary>
/// <param name="References">Names of the projects it references, "AdaptLab." left out.</param>
/// <param name="Packages">Names of the packages it asks for.</param>
/// <param name="AllPackages">With those that they bring along, from the lock file.</param>
internal sealed record ProjectFile(
    string Name, string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages, IReadOnlyList<string> AllPackages, bool SetsVersions)
{
    public static IReadOnlyList<ProjectFile> Sources { get; } = Below("src");

    public static IReadOnlyList<ProjectFile> Tests { get; } = Below("tests");

    public static ProjectFile Source(string name) => Sources.Single(p => p.Name == name);

    private static List<ProjectFile> Below(string folder) =>
    [
        .. Directory.EnumerateDirectories(RepositoryFiles.PathOf(folder))
            .SelectMany(d => Directory.EnumerateFiles(d, "*.csproj"))
            .Order(StringComparer.Ordinal)
            .Select(Read),
    ];

    private static ProjectFile Read(string path)
    {
        var elements = XDocument.Load(path).Descendants().ToList();
        // A reference may also take away (Remove) or change (Update) one that a props file has set.
        var packages = elements.Where(e => e.Name.LocalName == "PackageReference" && e.Attribute("Include") is not null).ToList();
        return new ProjectFile(
            ShortName(path),
            System.IO.Path.GetRelativePath(RepositoryFiles.Root, path).Replace('\\', '/'),
            [.. elements.Where(e => e.Name.LocalName == "ProjectReference").Select(e => ShortName(e.Attribute("Include")!.Value)).Order(StringComparer.Ordinal)],
            [.. packages.Select(e => e.Attribute("Include")!.Value)],
            Locked(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, "packages.lock.json")),
            packages.Any(e => e.Attribute("Version") is not null || e.Attribute("VersionOverride") is not null));
    }

    private static string ShortName(string path)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
        return name.StartsWith("AdaptLab.", StringComparison.Ordinal) ? name["AdaptLab.".Length..] : name;
    }

    private static List<string> Locked(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(path));
        return
        [
            .. from target in json.RootElement.GetProperty("dependencies").EnumerateObject()
               from package in target.Value.EnumerateObject()
               where package.Value.GetProperty("type").GetString() != "Project"
               select package.Name,
        ];
    }
}
