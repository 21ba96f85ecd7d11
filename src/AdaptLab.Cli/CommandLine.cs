using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text;
using AdaptLab.Cli.Commands;
using AdaptLab.Cli.Terminal;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Cli;

/// <summary>From arguments to an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        // Windows consoles start with a code page of their own; elsewhere this is so already.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var stop = new StopSignal();
        try
        {
            // Signals and exceptions are handled here, in the same way for every command. Somebody who has opened a file waits for the
            // server: it begins without making all the other commands first.
            return LspCommand.IsMeant(args) ? await LspCommand.ServeAsync(stop.Token) : await ParsedAsync(args, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return ExitCode.Stopped;
        }
        catch (Exception exception)
        {
            await Console.Error.WriteLineAsync(Unexpected(exception));
            return ExitCode.ToolError;
        }
    }

    private static async Task<int> ParsedAsync(string[] args, CancellationToken cancellation)
    {
        var root = Root();
        // '@' may begin a file's name: no response files.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (args.Length == 0)
        {
            root.Parse(["--help"]).Invoke(new InvocationConfiguration { Output = Console.Error });
            return ExitCode.UsageError;
        }

        // --help and --version work however wrong the rest of the line is.
        if (parsed.Action is not (HelpText or VersionText) && Mistake(parsed) is { } mistake)
        {
            await Console.Error.WriteLineAsync(mistake);
            return ExitCode.UsageError;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancellation);
        }
        catch (StrategyException exception)
        {
            // Here and not above: to name it is to load what runs strategies, which the server never does.
            await Console.Error.WriteLineAsync($"adaptlab: {SafeText.OneLine(exception.Message)}");
            return ExitCode.UsageError;
        }
    }

    private static RootCommand Root()
    {
        var root = new RootCommand(
            "Compares ways of adapting a language model to your task: prompting, retrieval, LoRA and more, on the same eval rows.");
        foreach (var verb in CommandList.All)
            root.Add(verb.Command);
        root.Options.Add(CommonOptions.NoColor);
        foreach (var option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction help } helpOption)
            {
                helpOption.Description = "Show this help.";
                helpOption.Action = new HelpText(help);
            }
            else if (option is VersionOption version)
            {
                version.Description = "Show the version.";
                version.Action = new VersionText();
            }
        }

        return root;
    }

    /// <summary>What is wrong with the line, as one line; null where nothing is.</summary>
    private static string? Mistake(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if ((Unknown(parsed, command) ?? parsed.Errors.FirstOrDefault()?.Message) is not { } message)
            return null;
        var name = Name(parsed.CommandResult);
        return $"{name}: {SafeText.OneLine(message)} See '{name} --help'.";
    }

    /// <summary>"adaptlab pretrain export".</summary>
    private static string Name(CommandResult command) =>
        command.Command is RootCommand ? "adaptlab" : $"{Name((CommandResult)command.Parent!)} {command.Command.Name}";

    // The parser takes a misspelt option for an argument, and says of a misspelt verb that there is none.
    private static string? Unknown(ParseResult parsed, Command command)
    {
        var options = command.Options.Concat(parsed.RootCommandResult.Command.Options).Select(option => option.Name);
        var arguments = command.Arguments.SelectMany(argument => parsed.GetResult(argument)?.Tokens.Select(token => token.Value) ?? []);
        if (arguments.Concat(parsed.UnmatchedTokens).FirstOrDefault(token => token.Length > 1 && token.StartsWith('-')) is { } option)
            return $"There is no option '{option}'.{Meant(option, options)}";
        return parsed.UnmatchedTokens is not [var token, ..] ? null
            : command.Arguments.Count == 0 && command.Subcommands.Count > 0 ? $"There is no command '{token}'.{Meant(token, command.Subcommands.Select(verb => verb.Name))}"
            : $"'{token}' is one argument too many.";
    }

    private static string Meant(string written, IEnumerable<string> known) =>
        DidYouMean.Nearest(written, known) is { } nearest ? $" Did you mean '{nearest}'?" : "";

    private static string Unexpected(Exception exception) =>
        Environment.GetEnvironmentVariable("ADAPTLAB_DEBUG") == "1"
            ? $"adaptlab: internal error: {exception}"
            : $"adaptlab: {Cause(exception)}{SafeText.OneLine(exception.Message)} (ADAPTLAB_DEBUG=1 shows the details)";

    // A full disk, a missing right or a file of the wrong kind is no bug of ours.
    private static string Cause(Exception exception) => exception is IOException or UnauthorizedAccessException or InvalidDataException ? "" : $"internal error: {exception.GetType().Name}: ";

    private sealed class VersionText : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"adaptlab {ToolVersion.Current}");
            return ExitCode.Success;
        }
    }
}
