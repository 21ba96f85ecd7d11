using System.CommandLine;
using AdaptLab.Cli.Rendering;
using AdaptLab.Cli.Terminal;
using AdaptLab.Language.Binding;
using AdaptLab.Reporting;
using AdaptLab.Results;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab diff BEFORE AFTER`: what a change of a spec, its data or its model has done.</summary>
internal static class DiffCommand
{
    private const string What = "a JSON report, a spec (its stored results), or a spec at a commit, as HEAD~1:specs/clauses.adapt.";

    private static readonly Argument<string> Before = new("BEFORE") { Description = "The earlier run: " + What };
    private static readonly Argument<string> After = new("AFTER") { Description = "The later run, likewise." };
    private static readonly Option<bool> Run = new("--run") { Description = "Measure first what the store does not know of the specs." };
    private static readonly Option<bool> Json = CommonOptions.Json("Print JSON instead of Markdown.");

    public static Verb Create()
    {
        var command = new Command("diff", "Tell what changed between two runs: rows won and lost, tested, as Markdown.") { Before, After, Run, Json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var error = Screen.Error(parsed.GetValue(CommonOptions.NoColor));
            var (before, problem) = await DiffSide.ReadAsync(parsed.GetRequiredValue(Before), parsed.GetValue(Run), error, cancellation);
            if (before is null)
                return problem;
            (var after, problem) = await DiffSide.ReadAsync(parsed.GetRequiredValue(After), parsed.GetValue(Run), error, cancellation);
            if (after is null)
                return problem;
            if (before.Comparison.Record.TaskKind != after.Comparison.Record.TaskKind)
            {
                error.Line(("adaptlab diff: ", Tones.Bad), ($"one run is of a task of kind {before.Comparison.Record.TaskKind}, the other of {after.Comparison.Record.TaskKind}: they cannot be compared.", Tones.Plain));
                return ExitCode.UsageError;
            }

            var difference = RunDifference.Of(
                before.Comparison, after.Comparison, before.Spec is { } old && after.Spec is { } now ? SpecDifference.Between(old, now) : null);
            await Console.Out.WriteAsync(parsed.GetValue(Json) ? DifferenceReport.Json(difference) : DifferenceReport.Markdown(difference));
            return ExitCode.Success;
        });
        return new Verb(command, """
            The Markdown goes to standard output, legible as it is and made for a pull request. Of a spec, the results that
            .adaptlab holds are taken; of one at a commit, the files of that commit are read, and the same store is asked.

            Examples:
              adaptlab diff before.json after.json > comment.md
              adaptlab diff HEAD:specs/contract-clauses.adapt specs/contract-clauses.adapt
              adaptlab diff --run main:specs/contract-clauses.adapt HEAD:specs/contract-clauses.adapt

            Exit codes:
              0    done, whatever the difference
              1    the tool or a model failed (--run)
              2    a file cannot be read or is no run, or results are missing
              130  stopped

            """);
    }
}
