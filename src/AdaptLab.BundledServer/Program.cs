using AdaptLab.LanguageServer;
using AdaptLab.LanguageServer.Hosting;
using AdaptLab.Results.Running;
using AdaptLab.Worker;

// What `adaptlab lsp` is, without the half gigabyte that running a model takes. An editor that has found the adaptlab command
// starts that instead: this one is for checking only.
var (input, output) = (Console.OpenStandardInput(), Console.OpenStandardOutput());
// A stray line on the protocol's stream would end the conversation: from here on, what is printed is the log's.
Console.SetOut(Console.Error);
return await LanguageServerHost.RunAsync(input, output, new ServerOptions(ThisMachine.ToolVersion, Console.Error)
{
    HelpRoot = new Uri(AppContext.BaseDirectory).AbsoluteUri,
    StartWorker = () => throw new WorkerStartException("This server only checks specs. To run them, the adaptlab command is needed."),
}, CancellationToken.None);
