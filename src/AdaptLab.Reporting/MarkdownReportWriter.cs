using System.Collections.Immutable;
using System.Text;
using AdaptLab.Reporting.Sections;
using AdaptLab.Results;

namespace AdaptLab.Reporting;

/// <summary>The report as Markdown, legible as plain text: what goes into a pull request, and what the HTML form is made from.</summary>
public sealed class MarkdownReportWriter : IReportWriter
{
    public ImmutableArray<string> Extensions { get; } = [".md", ".markdown"];

    public string Write(Comparison comparison) => Write(comparison, ConfusionSection.TextRoom);

    internal static string Write(Comparison comparison, ConfusionSection.Room matrices)
    {
        var report = new StringBuilder();
        SummarySection.Write(report, comparison);
        RequirementSection.Write(report, comparison);
        CurveSection.Write(report, comparison);
        TransferSection.Write(report, comparison);
        EconomicsSection.Write(report, comparison);
        ConfusionSection.Write(report, comparison, matrices);
        RecallSection.Write(report, comparison);
        RowSection.WriteDisagreements(report, comparison);
        RowSection.WriteAllWrong(report, comparison);
        CitationSection.Write(report, comparison);
        RunSection.Write(report, comparison);
        return report.ToString();
    }
}
