using AdaptLab.Language;

namespace AdaptLab.Architecture.Tests;

/// <summary>What the editor offers to begin with is without fault.</summary>
public sealed class TemplateTests
{
    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(RepositoryFiles.PathOf("editor-client/templates"), "*.adapt").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_template_compiles_without_a_word(string name) =>
        Assert.Empty(Compilation.Parse(File.ReadAllText(RepositoryFiles.PathOf($"editor-client/templates/{name}")), "").Diagnostics);
}
