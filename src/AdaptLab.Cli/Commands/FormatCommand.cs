using System.CommandLine;
using AdaptLab.Cli.Files;
using AdaptLab.Cli.Rendering;
using AdaptLab.Cli.Terminal;
using AdaptLab.Language.Formatting;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab format FILE…`: lays specs out, in place.</summary>
internal static class FormatCommand
{
    private static readonly Argument<string[]> Files = new("FILE")
    {
        Description = "Specs, folders (every *.adapt below them) or patterns (\"specs/**/*.adapt\").",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> Check = new("--check") { Description = "Change nothing; name the files that are not formatted." };

    public static Verb Create()
    {
        var command = new Command("format", "Lay specs out, in place: spaces, blank lines, aligned rows.") { Files, Check };
        command.SetAction(parsed =>
        {
            var noColor = parsed.GetValue(CommonOptions.NoColor);
            return Run(parsed.GetRequiredValue(Files), parsed.GetValue(Check), Screen.Output(noColor), Screen.Error(noColor));
        });
        return new Verb(command, """
            Comments, line ends and the byte order mark are kept. A file with syntax errors is left as it is.

            Examples:
              adaptlab format specs/contract-clauses.adapt
              adaptlab format --check specs

            Exit codes:
              0  every file is formatted now
              1  a file cannot be written
              2  a file is not formatted (--check), has syntax errors or cannot be read

            """);
    }

    private static int Run(string[] arguments, bool onlyCheck, Screen output, Screen error)
    {
        var exitCode = ExitCode.Success;
        foreach (var path in SpecSearch.Find(arguments))
            exitCode = Worse(exitCode, Run(path, onlyCheck, output, error));
        return exitCode;
    }

    private static int Run(string path, bool onlyCheck, Screen output, Screen error)
    {
        var (shown, file, problem) = SpecFile.Read(path);
        if (file is null)
        {
            new DiagnosticText(error).Write(shown, problem!);
            return ExitCode.UsageError;
        }

        var tree = file.Compilation.Tree;
        if (!tree.Diagnostics.IsEmpty)
        {
            foreach (var diagnostic in tree.Diagnostics)
                new DiagnosticText(error).Write(file, diagnostic);
            error.Line($"{shown}: not formatted, because of {(tree.Diagnostics.Length == 1 ? "a syntax error" : "syntax errors")}");
            return ExitCode.UsageError;
        }

        var formatted = Formatter.Format(tree);
        if (formatted == tree.Text)
            return ExitCode.Success;
        if (onlyCheck)
        {
            output.Line($"{shown}: not formatted");
            return ExitCode.UsageError;
        }

        try
        {
            AtomicText.Write(path, formatted);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error.Line($"{shown}: cannot be written: {exception.Message}");
            return ExitCode.ToolError;
        }

        output.Line($"{shown}: formatted");
        return ExitCode.Success;
    }

    // A failure of the tool says the least about the files, so it is what the caller must hear of.
    private static int Worse(int first, int second) =>
        first == ExitCode.ToolError || second == ExitCode.ToolError ? ExitCode.ToolError : Math.Max(first, second);
}
