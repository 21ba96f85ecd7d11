using AdaptLab.Language.Formatting;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Tests.Documentation;

/// <summary>What the documents show is what the language does.</summary>
public sealed class DocumentTests
{
    public static TheoryData<string> Documents { get; } =
    [
        .. Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.PathOf("specs"), "*.md"))
            .Append(Repository.PathOf("README.md"))
            .Where(File.Exists)
            .Select(p => Path.GetRelativePath(Repository.Root, p).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Examples_yield_what_their_fence_says_and_nothing_else(string document)
    {
        foreach (var block in AdaptBlock.Of(document))
        {
            var compilation = block.Compile();
            var codes = compilation.Diagnostics.Select(d => d.Code).Distinct().Order(StringComparer.Ordinal);
            Assert.True(
                block.Codes.Order(StringComparer.Ordinal).SequenceEqual(codes),
                $"{block}: {string.Join("; ", compilation.Diagnostics.Select(d => $"{d.Code} {d.Message}").DefaultIfEmpty("no diagnostic"))}");
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Whole_specs_are_laid_out_as_the_formatter_does(string document) =>
        Assert.All(AdaptBlock.Of(document).Where(b => b.IsWhole), b => Assert.Equal(b.Text, Formatter.Format(SyntaxTree.Parse(b.Text))));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_lead_to_files_and_headings_that_exist(string document)
    {
        foreach (var target in Markdown.Links(File.ReadAllText(Repository.PathOf(document))).Where(t => !t.Contains("://", StringComparison.Ordinal)))
        {
            var (path, heading) = target.Split('#') is [var file, var anchor] ? (file, anchor) : (target, null);
            var full = path.Length == 0 ? Repository.PathOf(document) : Path.Combine(Path.GetDirectoryName(Repository.PathOf(document))!, path);
            Assert.True(File.Exists(full) || Directory.Exists(full), $"{document} links to {target}, which is not there");
            if (heading is not null)
                Assert.Contains(heading, Markdown.Anchors(File.ReadAllText(full)));
        }
    }

    [Fact]
    public void Tables_of_the_reference_are_those_of_the_schemas()
    {
        var path = Repository.PathOf("docs", "language.md");
        var text = File.ReadAllText(path);
        var regenerated = ReferenceTables.Insert(text);
        if (Repository.UpdatesBaselines)
            File.WriteAllText(path, regenerated);
        else
            Assert.Equal(regenerated, text);
    }
}
