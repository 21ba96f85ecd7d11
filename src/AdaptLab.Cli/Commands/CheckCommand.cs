using System.CommandLine;
using AdaptLab.Cli.Files;
using AdaptLab.Cli.Rendering;
using AdaptLab.Cli.Terminal;
using AdaptLab.Data.Planning;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab check SPEC…`: everything that can be said without a model.</summary>
internal static class CheckCommand
{
    private static readonly Argument<string[]> Specs = new("SPEC")
    {
        Description = "Specs, folders (every *.adapt below them) or patterns (\"specs/**/*.adapt\").",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> Json = CommonOptions.Json("Print the diagnostics as JSON.");

    public static Verb Create()
    {
        var command = new Command("check", "Look for mistakes in specs and their data; no model is loaded.") { Specs, Json };
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetRequiredValue(Specs), parsed.GetValue(Json), Screen.Output(parsed.GetValue(CommonOptions.NoColor)), cancellation));
        return new Verb(command, """
            Examples:
              adaptlab check specs/contract-clauses.adapt
              adaptlab check specs --json

            Exit codes:
              0  no errors (there may be warnings)
              2  errors, or a file that cannot be read

            """);
    }

    private static async Task<int> RunAsync(string[] arguments, bool asJson, Screen screen, CancellationToken cancellation)
    {
        var specs = new List<CheckedSpec>();
        foreach (var path in SpecSearch.Find(arguments))
        {
            specs.Add(await CheckedSpec.ReadAsync(path, PlanOptions.Default, cancellation));
            if (!asJson)
                Write(screen, specs[^1]);
        }

        if (asJson)
            await Console.Out.WriteLineAsync(DiagnosticsJson.Write(specs));
        else
            screen.Line(Summary(specs));
        // Of a whole folder, nobody asks for advice.
        if (!asJson && specs is [{ HasErrors: false, Situation: { } situation }])
        {
            foreach (var advice in situation.Advice)
                screen.Line(("Advice   ", Tones.Accent), (advice.Text, Tones.Plain));
        }

        return specs.Any(spec => spec.HasErrors) ? ExitCode.UsageError : ExitCode.Success;
    }

    private static void Write(Screen screen, CheckedSpec spec)
    {
        var text = new DiagnosticText(screen);
        if (spec.Problem is { } problem)
            text.Write(spec.Path, problem);
        foreach (var diagnostic in spec.Diagnostics)
            text.Write(spec.File!, diagnostic);
    }

    // "1 spec checked: 2 errors, 1 warning"
    private static string Summary(List<CheckedSpec> specs)
    {
        var counts = specs.SelectMany(spec => spec.Diagnostics).CountBy(diagnostic => diagnostic.Severity).ToDictionary();
        var errors = counts.GetValueOrDefault(Severity.Error) + specs.Count(spec => spec.Problem is not null);
        string[] found =
        [
            .. errors > 0 ? [Figures.Count(errors, "error")] : Array.Empty<string>(),
            .. counts.GetValueOrDefault(Severity.Warning) is > 0 and var warnings ? [Figures.Count(warnings, "warning")] : Array.Empty<string>(),
        ];
        return $"{Figures.Count(specs.Count, "spec")} checked: {(found.Length == 0 ? "no problems" : string.Join(", ", found))}";
    }
}
