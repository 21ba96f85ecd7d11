using System.CommandLine;
using AdaptLab.Cli.Rendering;
using AdaptLab.Cli.Terminal;
using AdaptLab.Data.Planning;
using AdaptLab.Worker.Protocol;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab compare SPEC`: the command that the others serve.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string> Spec = new("SPEC") { Description = "The .adapt file to run." };

    private static readonly Option<string[]> Out = CommonOptions.Reports(".md, .html, .json, .xml (JUnit) or .sarif");

    private static readonly Option<string[]> Strategy = new("--strategy", "-s")
    {
        Description = "Run only this strategy, by its name or kind. May be repeated.",
        HelpName = "NAME",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<int> Seed = CommonOptions.WholeNumber("--seed", "The first seed; the others follow it.", 0, 1, 1_000_000_000);
    private static readonly Option<int?> Limit = CommonOptions.WholeNumber<int?>("--limit", "Answer at most so many eval rows, taken evenly from the whole set.", 1, null);
    private static readonly Option<bool> Curves = new("--curves") { Description = "Run learning curves of every strategy, also where the spec asks for those of some or of none." };
    private static readonly Option<bool> Json = CommonOptions.Json("Print the JSON report instead of the table, and nothing else, on standard output.");

    private static readonly Option<bool> Fresh = new("--fresh") { Description = "Measure everything anew, also what the store knows, and keep it." };
    private static readonly Option<bool> NoCache = new("--no-cache") { Description = "Neither read nor write the store of earlier results." };

    private static readonly Option<bool> Offline = new("--offline") { Description = "Send nothing over a network: refuse models behind servers." };

    public static Verb Create()
    {
        var command = new Command("compare", "Run every strategy of a spec on the same eval rows and compare them.") { Spec, Out, Strategy, Seed, Limit, Curves, Fresh, NoCache, Offline, Json };
        command.SetAction((parsed, cancellation) =>
        {
            var noColor = parsed.GetValue(CommonOptions.NoColor);
            var request = new ComparisonRequest(
                parsed.GetRequiredValue(Spec),
                [.. parsed.GetValue(Out)!],
                new PlanOptions([.. parsed.GetValue(Strategy)!], parsed.GetValue(Seed), parsed.GetValue(Limit)) { EveryCurve = parsed.GetValue(Curves) },
                parsed.GetValue(Json),
                parsed.GetValue(NoCache) ? StoreUse.None : parsed.GetValue(Fresh) ? StoreUse.WriteOnly : StoreUse.ReadAndWrite)
            {
                IsOffline = parsed.GetValue(Offline),
            };
            return new ComparisonSession(request, Screen.Output(noColor), Screen.Error(noColor)).RunAsync(cancellation);
        });
        return new Verb(command, """
            Progress goes to standard error, the result to standard output. Ctrl+C stops the run; what had finished is
            reported, and a second Ctrl+C ends the command at once.

            Answers are kept in .adaptlab, beside the workspace: run again, only what has changed since is measured, and a
            run that was stopped goes on where it was. Deleting the folder is safe.

            Examples:
              adaptlab compare specs/contract-clauses.adapt
              adaptlab compare specs/contract-clauses.adapt --out report.html --out run.json
              adaptlab compare specs/contract-clauses.adapt --strategy lora --limit 40 --json
              adaptlab compare specs/contract-clauses.adapt --curves --out curves.html

            Exit codes:
              0    done, and every 'require' line is met
              1    the tool or a model failed
              2    the command line, the spec or its data is wrong
              100  a 'require' line is not met
              130  stopped

            """);
    }
}
