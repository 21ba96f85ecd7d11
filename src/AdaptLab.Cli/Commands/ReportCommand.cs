using System.CommandLine;
using AdaptLab.Cli.Files;
using AdaptLab.Cli.Rendering;
using AdaptLab.Cli.Terminal;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab report RUN.json`: a stored run again, on the terminal and in other forms.</summary>
internal static class ReportCommand
{
    private static readonly Argument<string> Run = new("RUN")
    {
        Description = "A JSON report written by 'adaptlab compare --out', or the run record within it.",
    };

    private static readonly Option<string[]> Out = CommonOptions.Out;

    public static Verb Create()
    {
        var command = new Command("report", "Show a run again, or write it as another report, from its JSON report.") { Run, Out };
        command.SetAction(parsed =>
        {
            var noColor = parsed.GetValue(CommonOptions.NoColor);
            return Render(parsed.GetRequiredValue(Run), parsed.GetValue(Out)!, Screen.Output(noColor), Screen.Error(noColor));
        });
        return new Verb(command, """
            Without --out, the result is printed as 'adaptlab compare' prints it.

            Examples:
              adaptlab report run.json
              adaptlab report run.json --out report.md --out report.html

            Exit codes:
              0  done
              1  a report cannot be written
              2  RUN cannot be read, or is no run

            """);
    }

    private static int Render(string path, string[] outputs, Screen output, Screen error)
    {
        var (files, problem) = ReportFile.Plan(outputs, hasSpec: false);
        if (problem is not null)
        {
            error.Line($"adaptlab report: {problem}");
            return ExitCode.UsageError;
        }

        var (comparison, unreadable) = RunFile.Read(path);
        if (comparison is null)
        {
            new DiagnosticText(error).Write(path.Replace('\\', '/'), unreadable!);
            return ExitCode.UsageError;
        }

        if (files.IsEmpty)
            ComparisonText.Write(output, comparison, exitCode: null);
        return ReportFile.WriteAll(files, comparison, null, error) ? ExitCode.Success : ExitCode.ToolError;
    }
}
