using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.LanguageServer.Running;

/// <summary>What went wrong with the last run as a whole, said in the spec until it is run again.</summary>
internal static class RunProblem
{
    public static readonly DiagnosticRule Rule = new("ADAPT4008", Severity.Warning, "Run could not be finished");

    /// <summary>At `compare`, from where it is run again; without it at the task.</summary>
    public static Diagnostic Of(Compilation compilation, string problem)
    {
        var declarations = compilation.Tree.Root.Declarations.ToList();
        var place = declarations.Find(declaration => declaration.Keyword.IsName("compare")) ?? declarations.Find(declaration => declaration.Keyword.IsName("task"));
        return new Diagnostic(Rule.Code, Rule.Severity, problem, place?.HeaderSpan ?? default);
    }
}
