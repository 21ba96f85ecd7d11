using System.Text;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Reporting.Sections;

internal static class RequirementSection
{
    public static void Write(StringBuilder report, Comparison comparison)
    {
        if (comparison.Record.Requirements.IsEmpty)
            return;

        var table = new MarkdownTable(("outcome", false), ("requirement", false), ("measured", false));
        foreach (var requirement in comparison.Record.Requirements)
            table.Add(requirement.Met ? "✓ met" : "✗ not met", MarkdownText.Inline(requirement.Text), MarkdownText.Inline(requirement.Explanation));
        report.Append("## Requirements\n\n").Append(table).Append('\n');
    }
}
