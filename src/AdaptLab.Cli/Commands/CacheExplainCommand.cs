using System.Collections.Immutable;
using System.CommandLine;
using AdaptLab.Cli.Files;
using AdaptLab.Cli.Rendering;
using AdaptLab.Cli.Terminal;
using AdaptLab.Data.Planning;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;
using AdaptLab.Results.Store;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab cache explain SPEC`: what a run would do again, and why.</summary>
internal static class CacheExplainCommand
{
    private static readonly Argument<string> Spec = new("SPEC") { Description = "The .adapt file." };

    private static readonly Option<bool> Json = CommonOptions.Json("Print the explanation as JSON.");

    public static Verb Create()
    {
        var command = new Command("explain", "Say for each result of a spec why it is fresh or stale; no model is loaded.") { Spec, Json };
        command.SetAction((parsed, cancellation) =>
        {
            var noColor = parsed.GetValue(CommonOptions.NoColor);
            return RunAsync(parsed.GetRequiredValue(Spec), parsed.GetValue(Json), Screen.Output(noColor), Screen.Error(noColor), cancellation);
        });
        return new Verb(command, """
            Examples:
              adaptlab cache explain specs/contract-clauses.adapt

            Exit codes:
              0  done
              2  the spec or its data is wrong

            """);
    }

    private static async Task<int> RunAsync(string path, bool asJson, Screen output, Screen error, CancellationToken cancellation)
    {
        var spec = await CheckedSpec.ReadAsync(path, PlanOptions.Default, cancellation);
        var text = new DiagnosticText(error);
        if (spec.Problem is { } problem)
            text.Write(spec.Path, problem);
        foreach (var diagnostic in spec.Diagnostics.Where(diagnostic => diagnostic.IsError))
            text.Write(spec.File!, diagnostic);
        if (spec.HasErrors || spec.Data is null)
            return ExitCode.UsageError;

        var store = RunStore.Open(StorePlace.Of(spec.File!.FullPath));
        var results = StoredResults.Of(store, spec.File.FullPath, spec.File.Hash, spec.File.Compilation.Spec, spec.Data);
        if (asJson)
            await Console.Out.WriteLineAsync(CacheJson.Write(spec.Path, results));
        else
            Write(output, results);
        return ExitCode.Success;
    }

    private static void Write(Screen output, StoredResults results)
    {
        if (results.Units.IsEmpty)
        {
            output.Line("Nothing is known of its results: its model is not on this machine.");
            return;
        }

        var names = results.Units.Select(unit => Name(unit, results.Units)).ToArray();
        var width = names.Max(name => name.Length);
        foreach (var (unit, name) in results.Units.Zip(names))
        {
            output.Line(
                (name.PadRight(width) + "  ", Tones.Plain),
                unit.Reason is null ? ("fresh", Tones.Good) : ("stale", Tones.Doubtful),
                ($"  {unit.Answered} of {Figures.Count(unit.Rows, "row")}{(unit.Reason is null ? "" : ": " + unit.Reason)}", Tones.Plain));
        }

        var stale = results.Units.Count(unit => unit.Reason is not null);
        output.Line(stale == 0 ? "A run would ask nothing." : $"A run would work on {stale} of {Figures.Count(results.Units.Length, "result")}.");
    }

    // "lora on expert, seed 2": what a candidate has only one of goes without saying.
    private static string Name(UnitState unit, ImmutableArray<UnitState> all)
    {
        var seeds = all.Where(other => other.Candidate == unit.Candidate).Select(other => other.Seed).Distinct().Count();
        return unit.Candidate + (seeds > 1 ? $", seed {unit.Seed}" : "") + (unit.Folds > 1 ? $", fold {unit.Fold + 1}" : "");
    }
}
