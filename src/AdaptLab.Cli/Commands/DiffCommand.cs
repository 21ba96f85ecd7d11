using System.CommandLine;
using AdaptLab.Cli.Files;
using AdaptLab.Cli.Rendering;
using AdaptLab.Cli.Terminal;
using AdaptLab.Reporting;
using AdaptLab.Results;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab diff BEFORE AFTER`: what a change of a spec, its data or its model has done.</summary>
internal static class DiffCommand
{
    private static readonly Argument<string> Before = new("BEFORE") { Description = "The JSON report of the earlier run." };
    private static readonly Argument<string> After = new("AFTER") { Description = "The JSON report of the later run." };
    private static readonly Option<bool> Json = CommonOptions.Json("Print JSON instead of Markdown.");

    public static Verb Create()
    {
        var command = new Command("diff", "Tell what changed between two runs: rows won and lost, tested, as Markdown.") { Before, After, Json };
        command.SetAction(async (parsed, _) =>
        {
            var error = Screen.Error(parsed.GetValue(CommonOptions.NoColor));
            if (Read(parsed.GetRequiredValue(Before), error) is not { } before || Read(parsed.GetRequiredValue(After), error) is not { } after)
                return ExitCode.UsageError;
            if (before.Record.TaskKind != after.Record.TaskKind)
            {
                error.Line(("adaptlab diff: ", Tones.Bad), ($"one run is of a task of kind {before.Record.TaskKind}, the other of {after.Record.TaskKind}: they cannot be compared.", Tones.Plain));
                return ExitCode.UsageError;
            }

            var difference = RunDifference.Of(before, after);
            await Console.Out.WriteAsync(parsed.GetValue(Json) ? DifferenceReport.Json(difference) : DifferenceReport.Markdown(difference));
            return ExitCode.Success;
        });
        return new Verb(command, """
            The Markdown goes to standard output, legible as it is and made for a pull request.

            Examples:
              adaptlab compare specs/contract-clauses.adapt --out before.json
              adaptlab compare specs/contract-clauses.adapt --out after.json
              adaptlab diff before.json after.json > comment.md

            Exit codes:
              0  done, whatever the difference
              2  a file cannot be read, or is no run

            """);
    }

    private static Comparison? Read(string path, Screen error)
    {
        var (comparison, problem) = RunFile.Read(path);
        if (problem is not null)
            new DiagnosticText(error).Write(path.Replace('\\', '/'), problem);
        return comparison;
    }
}
