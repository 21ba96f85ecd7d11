using System.CommandLine;
using AdaptLab.Cli.Serving;
using AdaptLab.Cli.Terminal;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Results;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab prompt SPEC`: the very text that the model reads for a row.</summary>
internal static class PromptCommand
{
    private static readonly Argument<string> Spec = new("SPEC") { Description = "The .adapt file." };

    private static readonly Option<string[]> Strategy = new("--strategy", "-s")
    {
        Description = "Only of this strategy, by its name or kind. May be repeated.",
        HelpName = "NAME",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<int> Row = CommonOptions.WholeNumber("--row", "Which eval row, counted from 1.", 1, 1);
    private static readonly Option<int> Seed = CommonOptions.WholeNumber("--seed", "The seed by which shots are drawn.", 0, 1, 1_000_000_000);

    public static Verb Create()
    {
        var command = new Command("prompt", "Print what the model reads for an eval row, strategy by strategy, to the letter.") { Spec, Strategy, Row, Seed };
        command.SetAction((parsed, cancellation) =>
        {
            var noColor = parsed.GetValue(CommonOptions.NoColor);
            return PrintAsync(
                parsed.GetRequiredValue(Spec), new PlanOptions([.. parsed.GetValue(Strategy)!], parsed.GetValue(Seed)), parsed.GetValue(Row),
                Screen.Output(noColor), Screen.Error(noColor), cancellation);
        });
        return new Verb(command, """
            Nothing is trained and no row is answered. Shots are drawn and passages looked up as in a run with that seed.

            Examples:
              adaptlab prompt specs/contract-clauses.adapt
              adaptlab prompt specs/contract-clauses.adapt --strategy rag --row 12

            Exit codes:
              0  done
              1  the model failed
              2  the spec or its data is wrong, or there is no such row

            """);
    }

    private static async Task<int> PrintAsync(string path, PlanOptions options, int row, Screen output, Screen error, CancellationToken cancellation)
    {
        if (await SpecCandidates.ReadAsync(path, options, error, cancellation) is not { } spec)
            return ExitCode.UsageError;
        if (spec.Plan.Candidates.IsEmpty)
            return Refuse($"No strategy is called so: {string.Join(", ", options.Strategies)}.");
        if (row > spec.Plan.Rows.Length)
            return Refuse($"There is no eval row {row}; {spec.File.Path} has {Figures.Count(spec.Plan.Rows.Length, "eval row")}.");

        var asked = spec.Plan.Rows[row - 1];
        using var models = new OpenModels();
        await foreach (var prompt in RowPrompts.OfAsync(models, spec.Plan, spec.Folder, options.FirstSeed, asked, cancellation))
        {
            output.Line((prompt.Heading, Tones.Strong));
            foreach (var line in prompt.Text.Split('\n'))
                output.Line(line);
            if (prompt.LookedUp is { } sources)
                output.Line((sources, Tones.Quiet));
            output.Line();
        }

        return ExitCode.Success;

        int Refuse(string problem)
        {
            error.Line(("adaptlab prompt: ", Tones.Bad), (problem, Tones.Plain));
            return ExitCode.UsageError;
        }
    }
}
