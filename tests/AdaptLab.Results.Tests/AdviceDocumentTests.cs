using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using AdaptLab.Results.Advising;

namespace AdaptLab.Results.Tests;

/// <summary>docs/advice.md has every rule, as the code has it.</summary>
public class AdviceDocumentTests
{
    [Fact]
    public void Every_rule_is_documented_with_its_reason_and_its_source()
    {
        var path = Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "docs", "advice.md");
        var text = File.ReadAllText(path);
        var made = Filled(Filled(text, "before", isBefore: true), "after", isBefore: false);
        if (Environment.GetEnvironmentVariable("UPDATE_BASELINES") == "1")
            File.WriteAllText(path, made);
        else
            Assert.Equal(made, text);
    }

    [Fact]
    public void Rules_have_names_of_their_own() => Assert.Distinct(AdviceRuleInfo.All.Select(rule => rule.Name));

    private static string Filled(string text, string name, bool isBefore)
    {
        var rows = AdviceRuleInfo.All.Where(rule => rule.IsBefore == isBefore).Select(rule => $"| {rule.Name} | {rule.Reason} | {rule.Source} |\n");
        return Regex.Replace(
            text, $"<!-- generated: {name} -->.*?<!-- end -->",
            _ => $"<!-- generated: {name} -->\n\n| rule | reason | source |\n| --- | --- | --- |\n{string.Concat(rows)}\n<!-- end -->", RegexOptions.Singleline);
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
