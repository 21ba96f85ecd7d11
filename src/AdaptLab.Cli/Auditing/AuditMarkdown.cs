using System.Text;
using AdaptLab.Cli.Files;
using AdaptLab.Cli.Rendering;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Cli.Auditing;

/// <summary>An audit for a pull request: legible as plain text, too.</summary>
internal static class AuditMarkdown
{
    public static string Write(AuditedSpec spec)
    {
        var text = new StringBuilder($"# Audit of {MarkdownText.Inline(spec.File.Path)}\n\n{AuditReports.Summary(spec)}.\n");
        foreach (var (rule, findings) in AuditReports.ByRule(spec))
        {
            text.Append($"\n## {rule.Code}: {rule.Title} ({findings.Count})\n\n");
            foreach (var finding in findings)
            {
                var row = finding.Rows.IsEmpty ? "" : $" {MarkdownText.Inline(MarkdownText.Clip(MarkdownText.OneLine(finding.Rows[0].Text), 120))}";
                text.Append($"- {MarkdownText.Code(DiagnosticPlace.Of(spec.File, finding.Diagnostic).ToString())}{row}  \n  {MarkdownText.Inline(finding.Diagnostic.Message)}\n");
            }
        }

        return text.ToString();
    }
}
