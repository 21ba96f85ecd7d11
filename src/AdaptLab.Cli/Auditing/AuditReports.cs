using AdaptLab.Audit;
using AdaptLab.Cli.Files;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Cli.Auditing;

/// <summary>The forms in which an audit can be written.</summary>
internal static class AuditReports
{
    /// <summary>By a file's extension; null for another.</summary>
    public static Func<AuditedSpec, string>? For(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".md" => AuditMarkdown.Write,
        ".json" => AuditJson.Write,
        ".sarif" => AuditSarif.Write,
        _ => null,
    };

    /// <summary>"284 examples and 160 eval rows audited: 10 warnings, 41 suspicions, …".</summary>
    public static string Summary(AuditedSpec spec)
    {
        var counts = spec.Findings.CountBy(finding => finding.Diagnostic.Severity).ToDictionary();
        string[] found =
        [
            .. new[] { (Severity.Warning, "warning"), (Severity.Information, "information"), (Severity.Hint, "hint") }
                .Where(kind => counts.ContainsKey(kind.Item1))
                .Select(kind => kind.Item1 == Severity.Information ? $"{counts[kind.Item1]} for information" : Figures.Count(counts[kind.Item1], kind.Item2)),
        ];
        var silenced = spec.Silenced.IsEmpty ? "" : $"; {spec.Silenced.Length} silenced";
        return $"{Figures.Count(spec.Result.Examples, "example")} and {Figures.Count(spec.Result.EvalRows, "eval row")} audited: {(found.Length == 0 ? "nothing found" : string.Join(", ", found))}{silenced}";
    }

    /// <summary>The rules of the findings, in the order of their codes, each with its findings.</summary>
    public static IEnumerable<(DiagnosticRule Rule, IReadOnlyList<Finding> Findings)> ByRule(AuditedSpec spec) =>
        from rule in ExampleAudit.Rules
        let findings = spec.Findings.Where(finding => finding.Diagnostic.Code == rule.Code).ToList()
        where findings.Count > 0
        select (rule, (IReadOnlyList<Finding>)findings);
}
