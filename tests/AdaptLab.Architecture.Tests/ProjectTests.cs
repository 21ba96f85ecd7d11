using System.Text.RegularExpressions;

namespace AdaptLab.Architecture.Tests;

/// <summary>The projects, their arrows and their packages are as docs/architecture.md says.</summary>
public sealed partial class ProjectTests
{
    private static readonly string[] Analyzers = ["Meziantou.Analyzer", "Microsoft.CodeAnalysis.BannedApiAnalyzers"];

    [Fact]
    public void Arrows_between_projects_are_those_of_the_table()
    {
        var table = Row().Matches(File.ReadAllText(RepositoryFiles.PathOf("docs/architecture.md")))
            .ToDictionary(m => m.Groups[1].Value, m => Arrows(m.Groups[2].Value), StringComparer.Ordinal);
        Assert.Equal(table.Keys.Order(StringComparer.Ordinal), ProjectFile.Sources.Select(p => p.Name));
        Assert.All(ProjectFile.Sources, p =>
        {
            if (table[p.Name] is { } allowed)
                Assert.Empty(p.References.Except(allowed).Select(r => $"{p.Name} may not use {r}"));
        });
    }

    [Theory]
    [InlineData("Language")]
    [InlineData("Results")]
    public void What_is_read_at_every_keystroke_needs_no_package(string project) =>
        Assert.Empty(ProjectFile.Source(project).AllPackages.Except(Analyzers));

    [Theory]
    [InlineData("Language")]
    [InlineData("Results")]
    [InlineData("Reporting")]
    [InlineData("Retrieval")]
    [InlineData("Audit")]
    public void Torch_is_out_of_reach_of_what_runs_no_model(string project) =>
        Assert.DoesNotContain(ProjectFile.Source(project).AllPackages, p =>
            p.Contains("torch", StringComparison.OrdinalIgnoreCase) || p.StartsWith("Microsoft.ML", StringComparison.Ordinal));

    [Fact]
    public void Versions_of_packages_stand_in_one_place() =>
        Assert.Empty(ProjectFile.Sources.Concat(ProjectFile.Tests).Where(p => p.SetsVersions).Select(p => p.Path));

    [Fact]
    public void The_solution_holds_every_project()
    {
        var solution = File.ReadAllText(RepositoryFiles.PathOf("AdaptLab.sln")).Replace('\\', '/');
        Assert.All(ProjectFile.Sources.Concat(ProjectFile.Tests), p => Assert.Contains($"\"{p.Path}\"", solution));
    }

    [Fact]
    public void Every_project_is_tested()
    {
        // The command is tested as a whole, from outside.
        var tested = ProjectFile.Tests.SelectMany(t => t.References.Append(t.Name.Replace("EndToEnd.Tests", "Cli", StringComparison.Ordinal).Replace(".Tests", "", StringComparison.Ordinal)));
        Assert.Empty(ProjectFile.Sources.Select(p => p.Name).Except(tested));
    }

    [Fact]
    public void No_project_of_the_product_knows_a_test_library() =>
        Assert.All(ProjectFile.Sources, p => Assert.DoesNotContain(p.AllPackages, n => n.StartsWith("xunit", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Null where a project may use all.</summary>
    private static string[]? Arrows(string cell) => cell switch
    {
        "all" => null,
        "–" => [],
        _ => cell.Split(", "),
    };

    [GeneratedRegex(@"^\| `AdaptLab\.(\w+)` \|.*\| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
