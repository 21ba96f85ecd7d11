using System.Text.RegularExpressions;

namespace AdaptLab.Architecture.Tests;

/// <summary>What may lie in the repository, and what its files may say.</summary>
public sealed partial class RepositoryTests
{
    private static readonly string[] TopLevel =
    [
        "src", "tests", "editor-client", "specs", "docs", "AdaptLab.sln", "package.json", "package-lock.json", "README.md",
        "Directory.Build.props", "Directory.Packages.props", "BannedSymbols.txt", "global.json",
    ];

    /// <summary>In two parts, so that this file does not name them.</summary>
    private static readonly string[] PackageHosts =
        ["nuget" + ".org", "npmjs" + ".org", "npmjs" + ".com", "yarnpkg" + ".com", "pypi" + ".org", "crates" + ".io", "artifact" + "ory", "nex" + "us/repository"];

    private static IReadOnlyList<string> Files
    {
        get
        {
            Skip.If(RepositoryFiles.Tracked is null, "This is no git checkout.");
            return RepositoryFiles.Tracked!;
        }
    }

    [SkippableFact]
    public void Nothing_lies_at_the_top_that_has_its_place_elsewhere() =>
        Assert.Empty(Files.Select(f => f.Split('/')[0]).Distinct().Where(f => !f.StartsWith('.')).Except(TopLevel));

    [SkippableFact]
    public void No_file_names_a_package_host() =>
        AssertNone(text => PackageHosts.FirstOrDefault(h => text.Contains(h, StringComparison.OrdinalIgnoreCase)));

    [SkippableFact]
    public void No_file_names_a_folder_of_somebodys_machine() =>
        AssertNone(text => MachinePath().Match(text) is { Success: true } match ? match.Value : null);

    [SkippableFact]
    public void Lock_files_hold_names_and_hashes_but_no_addresses()
    {
        var locks = Files.Where(f => Path.GetFileName(f) is "packages.lock.json" or "package-lock.json").ToList();
        Assert.NotEmpty(locks);
        Assert.DoesNotContain(locks, f => Address().IsMatch(RepositoryFiles.Text(f)!));
    }

    [SkippableFact]
    public void Every_project_has_its_lock_file() =>
        Assert.All(ProjectFile.Sources.Concat(ProjectFile.Tests), p => Assert.Contains(p.Path[..p.Path.LastIndexOf('/')] + "/packages.lock.json", Files));

    [SkippableFact]
    public void Names_of_source_files_say_what_is_in_them() =>
        Assert.DoesNotContain(Files, f => f.EndsWith(".cs", StringComparison.Ordinal) && VagueName().IsMatch(Path.GetFileNameWithoutExtension(f)));

    [SkippableFact]
    public void Text_files_end_their_lines_with_lf() =>
        Assert.DoesNotContain(Files, f => Path.GetExtension(f) is ".cs" or ".md" or ".adapt" or ".csproj" or ".props" && RepositoryFiles.Text(f)?.Contains('\r', StringComparison.Ordinal) == true);

    private static void AssertNone(Func<string, string?> find) =>
        Assert.Empty(Files.Select(f => (File: f, Found: RepositoryFiles.Text(f) is { } text ? find(text) : null)).Where(f => f.Found is not null).Select(f => $"{f.File}: {f.Found}"));

    [GeneratedRegex(@"(?<![\w.$}~])/(?:home|root|Users|work|tmp|mnt)/[\w.-]+|\b[A-Z]:\\\\?Users\b")]
    private static partial Regex MachinePath();

    /// <summary>Where a package was fetched from. That its author asks for donations somewhere may stand there.</summary>
    [GeneratedRegex("\"resolved\": *\"[^\"]*://")]
    private static partial Regex Address();

    [GeneratedRegex("(?:Manager|Helpers?|Utils?|Utilities|Misc|Common)$")]
    private static partial Regex VagueName();
}
