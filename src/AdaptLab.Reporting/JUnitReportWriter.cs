using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Reporting;

/// <summary>The report for build servers, as JUnit's XML: a suite for each candidate with a case for each eval row, and one for
/// what the spec requires.</summary>
/// <remarks>A wrong answer is a failure of its case; a candidate that did not run to its end is an error, which no build server hides.</remarks>
public sealed class JUnitReportWriter : IReportWriter
{
    private const int LongestText = 120;

    public ImmutableArray<string> Extensions { get; } = [".xml"];

    public string Write(Comparison comparison)
    {
        var record = comparison.Record;
        XElement[] suites =
        [
            new XElement("testsuite", new XAttribute("name", "verdict"), Counts([]), new XElement("system-out", Text(string.Join(' ', comparison.Verdict)))),
            .. comparison.Ranked.Select(candidate => Suite(candidate.Name, Enumerable.Range(0, record.Rows.Length).Select(row => Row(comparison, candidate, row)))),
            .. comparison.Failed.Select(failed => Suite(failed.Name, [Case(failed.Name, "runs to its end", new XElement("error", new XAttribute("message", Text(failed.Reason))))])),
            .. record.Requirements.IsEmpty ? Array.Empty<XElement>() : [Suite("require", record.Requirements.Select(Requirement))],
        ];
        var root = new XElement("testsuites", new XAttribute("name", Text(record.Task)), Counts(suites.SelectMany(suite => suite.Elements("testcase"))), suites);
        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{root.ToString().ReplaceLineEndings("\n")}\n";
    }

    private static XElement Row(Comparison comparison, CandidateSummary candidate, int row)
    {
        var record = comparison.Record;
        var answer = candidate.Answers[row];
        var name = $"{record.Rows[row].Id}: {MarkdownText.Clip(record.Rows[row].Text, LongestText)}";
        return Case(candidate.Name, name, answer.IsRight ? null : new XElement(
            "failure", new XAttribute("message", Text($"{record.Rows[row].Source}: expected {Expected(record, row)}, answered {Answered(record, answer)}"))));
    }

    private static string Expected(RunRecord record, int row) =>
        record.Rows[row].Expected is { } values ? WrittenAnswer.Show(record.Fields, values) : record.Labels[record.Rows[row].Gold];

    private static string Answered(RunRecord record, RowAnswer answer) =>
        answer.Label < 0 ? "something else" : $"{record.Labels[answer.Label]} ({Figures.Share(answer.Probability)})";

    private static XElement Requirement(RequirementOutcome requirement) => Case(
        "require", requirement.Text, requirement.Met ? null : new XElement("failure", new XAttribute("message", Text($"not met: {requirement.Explanation}"))));

    private static XElement Suite(string name, IEnumerable<XElement> cases)
    {
        XElement[] all = [.. cases];
        return new XElement("testsuite", new XAttribute("name", Text(name)), Counts(all), all);
    }

    private static XAttribute[] Counts(IEnumerable<XElement> cases)
    {
        XElement[] all = [.. cases];
        return
        [
            new("tests", Number(all.Length)),
            new("failures", Number(all.Count(one => one.Element("failure") is not null))),
            new("errors", Number(all.Count(one => one.Element("error") is not null))),
        ];
    }

    private static XElement Case(string suite, string name, XElement? outcome) =>
        new("testcase", new XAttribute("classname", Text(suite)), new XAttribute("name", Text(name)), outcome);

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    // XML has no place for most control characters, not even escaped.
    private static string Text(string text) => MarkdownText.OneLine(text);
}
