using System.Reflection;
using System.Text.RegularExpressions;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Language.Tests.Documentation;

/// <summary>Every rule of every project, read from the source: the tests of the language load no other project.</summary>
internal static partial class DiagnosticRules
{
    public static IReadOnlyList<(DiagnosticRule Rule, string Project)> All { get; } =
    [
        .. from path in Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
           let project = Path.GetRelativePath(Repository.PathOf("src"), path).Split('/', '\\')[0]
           from Match match in Declaration().Matches(File.ReadAllText(path))
           let severity = Enum.Parse<Severity>(match.Groups[2].Value)
           let rule = new DiagnosticRule(match.Groups[1].Value, severity, match.Groups[3].Value)
           orderby rule.Code
           select (rule, project),
    ];

    /// <summary>Those of the language, as the program knows them.</summary>
    public static IEnumerable<DiagnosticRule> OfLanguage { get; } =
        from type in typeof(DiagnosticRule).Assembly.GetTypes()
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where field.FieldType == typeof(DiagnosticRule)
        select (DiagnosticRule)field.GetValue(null)!;

    /// <summary>Whether it takes more than a text to break the rule (files, a run, all other diagnostics), so that a page's example cannot show it.</summary>
    public static bool NeedsMoreThanText(string code) =>
        new[] { "ADAPT23", "ADAPT24", "ADAPT3", "ADAPT4" }.Any(family => code.StartsWith(family, StringComparison.Ordinal));

    [GeneratedRegex("""new(?: DiagnosticRule)?\(\s*"(ADAPT\d{4})",\s*Severity\.(\w+),\s*"([^"]+)"\)""")]
    private static partial Regex Declaration();
}
