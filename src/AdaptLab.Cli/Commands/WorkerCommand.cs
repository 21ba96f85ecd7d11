using System.CommandLine;
using AdaptLab.Cli.Serving;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab worker`: the process that runs comparisons for `compare` and for editors.</summary>
internal static class WorkerCommand
{
    public static Verb Create()
    {
        var command = new Command("worker", "Run comparisons for another process, over JSON-RPC on standard input and output.");
        command.SetAction((_, _) => RunAsync());
        return new Verb(command, """
            Not for use by hand: 'adaptlab compare' and editors start it themselves.

            Exit codes:
              0  its client has ended it, or is gone

            """);
    }

    private static async Task<int> RunAsync()
    {
        // The protocol has standard output to itself; what anything else prints goes where it does no harm.
        var output = Console.OpenStandardOutput();
        Console.SetOut(Console.Error);
        using var host = new WorkerHost(output, Console.OpenStandardInput(), TimeProvider.System);
        return await host.ServeAsync();
    }
}
