using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Editing.Results;

/// <summary>ADAPT4xxx: what the last run shows. The figures are worded where reports take them from, too.</summary>
internal static class ResultRules
{
    public static readonly DiagnosticRule UnmetRequirementRule = new("ADAPT4001", Severity.Warning, "Requirement not met");
    public static readonly DiagnosticRule DominatedRule = new("ADAPT4002", Severity.Warning, "Strategy dominated by another");
    public static readonly DiagnosticRule TiedRule = new("ADAPT4003", Severity.Information, "Strategies tied");
    public static readonly DiagnosticRule AllWrongRule = new("ADAPT4004", Severity.Information, "Row that every strategy gets wrong");
    public static readonly DiagnosticRule NotAboveChanceRule = new("ADAPT4005", Severity.Warning, "Strategy not above chance");
    public static readonly DiagnosticRule StaleRule = new("ADAPT4006", Severity.Hint, "Result is stale");
    public static readonly DiagnosticRule FailedRule = new("ADAPT4007", Severity.Warning, "Strategy failed in the last run");
    public static readonly DiagnosticRule AdviceBeforeRule = new("ADAPT4009", Severity.Hint, "Advice before a run");
    public static readonly DiagnosticRule AdviceAfterRule = new("ADAPT4010", Severity.Information, "Advice from the last run");
}
