using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace AdaptLab.Cli.Commands;

/// <summary>One verb of the command line.</summary>
/// <param name="Notes">Stands below the options in its help: examples, exit codes.</param>
internal sealed record Verb(Command Command, string Notes)
{
    /// <summary>Verbs that stand behind this one: `pretrain export`.</summary>
    public ImmutableArray<Verb> Verbs { get; init; } = [];

    public IEnumerable<Verb> AndBelow => Verbs.SelectMany(verb => verb.AndBelow).Prepend(this);
}

/// <summary>A command's help with its verb's notes.</summary>
internal sealed class HelpText(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (CommandList.All.SelectMany(verb => verb.AndBelow).FirstOrDefault(verb => verb.Command == parseResult.CommandResult.Command) is { } verb)
            output.WriteLine(verb.Notes);
        return exitCode;
    }
}
