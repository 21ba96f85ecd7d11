using System.CommandLine;
using AdaptLab.Cli.Serving;
using AdaptLab.Cli.Terminal;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab serve SPEC --strategy NAME`: one strategy behind an endpoint on this machine.</summary>
internal static class ServeCommand
{
    private static readonly Argument<string> Spec = new("SPEC") { Description = "The .adapt file that has the strategy." };
    private static readonly Option<string> Strategy = new("--strategy", "-s") { Description = "The strategy to serve, by its name.", HelpName = "NAME", Required = true };
    private static readonly Option<string?> Train = new("--train") { Description = "The training set to prepare it with, where the spec has several.", HelpName = "SET" };
    private static readonly Option<int> Port = CommonOptions.WholeNumber("--port", "The port to listen on; 0 takes any that is free.", 0, 8080, 65535);
    private static readonly Option<int> Seed = CommonOptions.WholeNumber("--seed", "The seed to prepare it with.", 0, 1, 1_000_000_000);

    public static Verb Create()
    {
        var command = new Command("serve", "Answer texts with a strategy over OpenAI's protocol, on this machine only.") { Spec, Strategy, Train, Port, Seed };
        command.SetAction((parsed, cancellation) =>
        {
            var noColor = parsed.GetValue(CommonOptions.NoColor);
            var request = new ServeRequest(
                parsed.GetRequiredValue(Spec), parsed.GetRequiredValue(Strategy), parsed.GetValue(Train), parsed.GetValue(Port), parsed.GetValue(Seed));
            return new ServeSession(request, Screen.Output(noColor), Screen.Error(noColor)).RunAsync(cancellation);
        });
        return new Verb(command, """
            The strategy is prepared as 'compare' prepares it; adapters that it has trained are taken as they are. Then its
            address goes to standard output, and it answers until Ctrl+C: what is under way is answered first.

            POST /v1/chat/completions answers the last message, with the labels' log-probabilities where they are asked for;
            POST /v1/embeddings, GET /v1/models and GET /healthz are there, too.

            Examples:
              adaptlab serve specs/contract-clauses.adapt --strategy lora --train expert
              adaptlab serve specs/smoke.adapt --strategy rag --port 0

            Exit codes:
              0  stopped by Ctrl+C
              1  the tool or the model failed, or the port is taken
              2  the command line, the spec or its data is wrong

            """);
    }
}
