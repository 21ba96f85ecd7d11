using System.CommandLine;
using AdaptLab.Audit;
using AdaptLab.Cli.Auditing;
using AdaptLab.Cli.Files;
using AdaptLab.Cli.Rendering;
using AdaptLab.Cli.Terminal;
using AdaptLab.Language.Binding;
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

    private static readonly Option<bool> Model = new("--model") { Description = "Ask the base model about the examples, too, and name those that it is confidently of another opinion about. Takes a while." };

    private static readonly Option<string> RemoveInto = new("--remove-into")
    {
        Description = "Write a spec beside this one that compares sets as they are, without the rows whose label is doubted, and without as many rows drawn at random.",
        HelpName = "SPEC",
    };

    private static readonly Option<string[]> Remove = new("--remove")
    {
        Description = $"With --remove-into: the findings whose rows are left out. May be repeated; {string.Join(" and ", RemovalSpec.Codes)} unless given.",
        HelpName = "CODE",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<int> Doubtful = CommonOptions.WholeNumber("--doubtful", "With --remove-into: leave out so many examples whose labels are doubted most, instead of those of findings.", 0, 0);
    private static readonly Option<int> Draws = CommonOptions.WholeNumber("--draws", "With --remove-into: how often rows are drawn at random.", 0, 5, 100);

    public static Verb Create()
    {
        var command = new Command("audit", "Look for what is doubtful about the examples: contradictions, repeats, wrong labels.") { Spec, Out, Json, Sarif, Model, RemoveInto, Remove, Doubtful, Draws };
        command.SetAction((parsed, cancellation) =>
        {
            var noColor = parsed.GetValue(CommonOptions.NoColor);
            return RunAsync(
                parsed.GetRequiredValue(Spec), parsed.GetValue(Out)!, parsed.GetValue(Sarif) ? ".sarif" : parsed.GetValue(Json) ? ".json" : null,
                parsed.GetValue(RemoveInto) is { } target ? new Removing(target, Removed(parsed.GetValue(Remove)!, parsed.GetValue(Doubtful)), parsed.GetValue(Doubtful), parsed.GetValue(Draws)) : null,
                parsed.GetValue(Model), Screen.Output(noColor), Screen.Error(noColor), cancellation);
        });
        return new Verb(command, """
            A finding is no verdict: what is meant to be so is silenced in the spec by
            // adapt: allow ADAPT3004, with the reason behind it.

            Examples:
              adaptlab audit specs/contract-clauses.adapt
              adaptlab audit specs/contract-clauses.adapt --out audit.md --out audit.sarif
              adaptlab audit specs/support-triage.adapt --model
              adaptlab audit specs/contract-clauses.adapt --remove-into specs/without.adapt
              adaptlab compare specs/without.adapt --strategy lora

            Exit codes:
              0  done, whatever was found
              1  a report cannot be written
              2  the command line, the spec or its data is wrong

            """);
    }

    private static async Task<int> RunAsync(string path, string[] outputs, string? printed, Removing? removing, bool asksModel, Screen output, Screen error, CancellationToken cancellation)
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

        if (removing is not null && RemovalSpec.Problem(file, removing.Target) is { } unfit)
        {
            error.Line($"adaptlab audit: cannot write \"{removing.Target}\": {unfit}");
            return ExitCode.UsageError;
        }

        if (removing?.Codes.FirstOrDefault(code => ExampleAudit.Rules.All(rule => !rule.Code.Equals(code, StringComparison.OrdinalIgnoreCase))) is { } unknown)
        {
            error.Line($"adaptlab audit: no check has the code \"{unknown}\". There are {ExampleAudit.Rules[0].Code} to {ExampleAudit.Rules[^1].Code}: see docs/diagnostics.");
            return ExitCode.UsageError;
        }

        var spec = await AuditedSpec.ReadAsync(file, asksModel, cancellation);
        if (spec.HasErrors)
        {
            foreach (var diagnostic in spec.Problems)
                new DiagnosticText(error).Write(file, diagnostic);
            return ExitCode.UsageError;
        }

        if (spec.Unasked is { } unasked)
        {
            error.Line($"adaptlab audit: {unasked}");
            return ExitCode.ToolError;
        }

        if (printed is not null)
            await Console.Out.WriteLineAsync(AuditReports.For(printed)!(spec));
        else
            Write(spec, output);
        var isWritten = Write(spec, outputs, error);
        return (removing is null || Write(spec, removing, error)) && isWritten ? ExitCode.Success : ExitCode.ToolError;
    }

    private static bool Write(AuditedSpec spec, Removing removing, Screen screen)
    {
        if (spec.File.Compilation.Spec.Task.Kind != TaskKind.Classify)
        {
            screen.Line("adaptlab audit: --remove-into is for tasks with labels: this one writes its answers.");
            return false;
        }

        var files = RemovalSpec.Files(spec, removing.Target, removing.Codes, removing.Doubtful, removing.Draws, seed: 1);
        if (files.IsEmpty)
        {
            screen.Line($"Nothing to remove: the audit finds no {string.Join(" or ", removing.Codes)} in an example.");
            return true;
        }

        try
        {
            foreach (var (path, text) in files)
                AtomicText.Write(path, text);
            screen.Line(("Spec  ", Tones.Accent), ($"{removing.Target}, with {Figures.Count(files.Length - 1, "set")} of examples. Run it: adaptlab compare {removing.Target}", Tones.Plain));
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            screen.Line(("adaptlab: ", Tones.Bad), ($"{removing.Target} cannot be written: {exception.Message}", Tones.Plain));
            return false;
        }
    }

    private static string[] Removed(string[] given, int doubtful) => given.Length > 0 ? given : doubtful > 0 ? [] : [.. RemovalSpec.Codes];

    /// <param name="Codes">The findings whose rows are left out.</param>
    private sealed record Removing(string Target, string[] Codes, int Doubtful, int Draws);

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
