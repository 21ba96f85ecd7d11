using System.CommandLine;
using AdaptLab.LanguageServer;
using AdaptLab.LanguageServer.Hosting;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab lsp`: the language server, for editors to start.</summary>
internal static class LspCommand
{
    // Clients of the protocol's own library always give it.
    private static readonly Option<bool> Stdio = new("--stdio") { Description = "Speak on standard input and output; this is so in any case." };

    public static Verb Create()
    {
        var command = new Command("lsp", "Serve an editor: the language server protocol on standard input and output.") { Stdio };
        command.SetAction((_, cancellation) => ServeAsync(cancellation));
        return new Verb(command, """
            Editors start this command by themselves; it waits for one to speak. What it has to tell people goes to
            standard error.

            Exit codes:
              0  the editor has shut it down
              1  the editor went away without a word

            """);
    }

    /// <summary>Whether the line is this command as editors write it.</summary>
    public static bool IsMeant(string[] args) => args is ["lsp"] or ["lsp", "--stdio"];

    public static Task<int> ServeAsync(CancellationToken cancellation)
    {
        var (input, output) = (Console.OpenStandardInput(), Console.OpenStandardOutput());
        // A stray line on the protocol's stream would end the conversation: from here on, what is printed is the log's.
        Console.SetOut(Console.Error);
        return LanguageServerHost.RunAsync(input, output, new ServerOptions(ToolVersion.Current, Console.Error)
        {
            HelpRoot = HelpRoot(),
        }, cancellation);
    }

    /// <summary>The pages about diagnostics lie beside the program.</summary>
    private static string HelpRoot() => new Uri(AppContext.BaseDirectory).AbsoluteUri;
}
