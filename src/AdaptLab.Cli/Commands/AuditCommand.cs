using System.CommandLine;
using AdaptLab.Audit;
using AdaptLab.Cli.Auditing;
using AdaptLab.Cli.Files;
using AdaptLab.Cli.Rendering;
using AdaptLab.Cli.Terminal;
using AdaptLab.Results;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab audit SPEC`: what is doubtful about the examples, however many there are.</summary>
internal static class AuditCommand
{
    private static readonly Argument<string> Spec = new("SPEC") { Description = "The .adapt file whose examples are looked at." };

    private static readonly Option<string[]> Out = new("--out", "-o")
    {
        Description = "Write a report; its form follows from the extension: .md, .json or .sarif. May be repeated.",
        HelpName = "FILE",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<bool> Json = CommonOptions.Json("Print the findings as JSON.");
    private static readonly Option<bool> Sarif = new("--sarif") { Description = "Print the findings that do not hang on a probability as SARIF." };

    public static Verb Create()
    {
        var command = new Command("audit", "Look for what is doubtful about the examples: contradictions, repeats, wrong labels.") { Spec, Out, Json, Sarif };
        command.SetAction((parsed, cancellation) =>
        {
            var noColor = parsed.GetValue(CommonOptions.NoColor);
            return RunAsync(
                parsed.GetRequiredValue(Spec), parsed.GetValue(Out)!, parsed.GetValue(Sarif) ? ".sarif" : parsed.GetValue(Json) ? ".json" : null,
                Screen.Output(noColor), Screen.Error(noColor), cancellation);
        });
        return new Verb(command, """
            A finding is no verdict: what is meant to be so is silenced in the spec by
            // adapt: allow ADAPT3004, with the reason behind it.

            Examples:
              adaptlab audit specs/contract-clauses.adapt
              adaptlab audit specs/contract-clauses.adapt --out audit.md --out audit.sarif

            Exit codes:
              0  done, whatever was found
              1  a report cannot be written
              2  the command line, the spec or its data is wrong

            """);
    }

    private static async Task<int> RunAsync(string path, string[] outputs, string? printed, Screen output, Screen error, CancellationToken cancellation)
    {
        if (outputs.FirstOrDefault(file => AuditReports.For(file) is null || Directory.Exists(file)) is { } wrong)
        {
            error.Line($"adaptlab audit: cannot write a report to \"{wrong}\": {(Directory.Exists(wrong) ? "it is a folder" : "the name must end in .md, .json or .sarif")}.");
            return ExitCode.UsageError;
        }

        var (shown, file, problem) = SpecFile.Read(path);
        if (file is null)
        {
            new DiagnosticText(error).Write(shown, problem!);
            return ExitCode.UsageError;
        }

        var spec = await AuditedSpec.ReadAsync(file, cancellation);
        if (spec.HasErrors)
        {
            foreach (var diagnostic in spec.Problems)
                new DiagnosticText(error).Write(file, diagnostic);
            return ExitCode.UsageError;
        }

        if (printed is not null)
            await Console.Out.WriteLineAsync(AuditReports.For(printed)!(spec));
        else
            Write(spec, output);
        return Write(spec, outputs, error) ? ExitCode.Success : ExitCode.ToolError;
    }

    private static void Write(AuditedSpec spec, Screen screen)
    {
        var text = new DiagnosticText(screen);
        foreach (var finding in spec.Findings)
            text.Write(spec.File, finding.Diagnostic);
        foreach (var problem in spec.Problems)
            text.Write(spec.File, problem);
        screen.Line(AuditReports.Summary(spec));
    }

    private static bool Write(AuditedSpec spec, string[] outputs, Screen screen)
    {
        var all = true;
        foreach (var file in outputs)
        {
            try
            {
                AtomicText.Write(file, AuditReports.For(file)!(spec));
                screen.Line(("Report  ", Tones.Accent), (file, Tones.Plain));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                all = false;
                screen.Line(("adaptlab: ", Tones.Bad), ($"the report {file} cannot be written: {exception.Message}", Tones.Plain));
            }
        }

        return all;
    }
}
