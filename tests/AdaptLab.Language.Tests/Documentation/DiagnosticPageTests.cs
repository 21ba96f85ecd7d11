using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Language.Tests.Documentation;

/// <summary>A code, its page and an example that yields it stand and fall together.</summary>
public sealed class DiagnosticPageTests
{
    public static TheoryData<string> Codes { get; } = [.. DiagnosticRules.All.Select(r => r.Rule.Code).Distinct()];

    [Fact]
    public void Every_code_belongs_to_one_rule() =>
        Assert.Empty(DiagnosticRules.All.GroupBy(r => r.Rule.Code).Where(g => g.Count() > 1).Select(g => g.Key));

    [Fact]
    public void No_rule_of_the_language_is_overlooked() =>
        Assert.Equal(
            DiagnosticRules.OfLanguage.OrderBy(r => r.Code),
            DiagnosticRules.All.Where(r => r.Project == "AdaptLab.Language").Select(r => r.Rule));

    [Fact]
    public void There_is_a_page_for_each_code_and_no_other() =>
        Assert.Equal(
            DiagnosticRules.All.Select(r => r.Rule.Code),
            Directory.EnumerateFiles(Repository.PathOf("docs", "diagnostics"), "ADAPT*.md").Select(p => Path.GetFileNameWithoutExtension(p)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_page_begins_with_title_and_severity_and_ends_with_the_mend(string code)
    {
        var rule = Rule(code);
        var lines = File.ReadAllLines(Repository.PathOf(PathOf(code)));
        Assert.Equal($"# {code}: {rule.Title}", lines[0]);
        Assert.Equal($"**{rule.Severity}** · [all codes](README.md)", lines[2]);
        Assert.Contains("## How to mend it", lines);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_first_example_of_a_page_yields_the_code_and_the_last_is_mended(string code)
    {
        var blocks = AdaptBlock.Of(PathOf(code));
        Assert.NotEmpty(blocks);
        if (DiagnosticRules.NeedsMoreThanText(code))
            return;
        Assert.Equal(code, blocks[0].Codes[0]);
        Assert.True(blocks.Count == 1 || blocks[^1].Codes.Count == 0, $"{blocks[^1]} shows no mend");
    }

    [Fact]
    public void The_index_lists_every_code_with_severity_and_title()
    {
        var path = Repository.PathOf("docs", "diagnostics", "README.md");
        var text = File.ReadAllText(path);
        var regenerated = Generated.Insert(text, name => Table(DiagnosticRules.All.Select(r => r.Rule).Where(r => r.Code.StartsWith(name, StringComparison.Ordinal))));
        if (Repository.UpdatesBaselines)
            File.WriteAllText(path, regenerated);
        else
            Assert.Equal(regenerated, text);
        Assert.All(DiagnosticRules.All, r => Assert.Contains($"]({r.Rule.Code}.md)", regenerated));
    }

    private static DiagnosticRule Rule(string code) => DiagnosticRules.All.First(r => r.Rule.Code == code).Rule;

    private static string PathOf(string code) => new Diagnostic(code, Severity.Error, "", default).HelpPath;

    private static string Table(IEnumerable<DiagnosticRule> rules) =>
        Generated.Table(["code", "severity", "title"], rules.Select(r => (string[])[$"[{r.Code}]({r.Code}.md)", r.Severity.ToString().ToLowerInvariant(), r.Title]));
}
