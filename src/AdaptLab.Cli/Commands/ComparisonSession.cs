using System.Collections.Immutable;
using AdaptLab.Cli.Files;
using AdaptLab.Cli.Rendering;
using AdaptLab.Cli.Terminal;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Running;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Reporting;
using AdaptLab.Results.Running;
using AdaptLab.Results.Store;
using AdaptLab.Results;
using Spectre.Console;

namespace AdaptLab.Cli.Commands;

/// <param name="Out">Reports to write.</param>
/// <param name="AsJson">The result goes to standard output as JSON.</param>
internal sealed record ComparisonRequest(string Spec, ImmutableArray<string> Out, PlanOptions Options, bool AsJson, StoreUse Store);

/// <summary>What a run does with the results of earlier ones.</summary>
internal enum StoreUse { ReadAndWrite, WriteOnly, None }

/// <summary>One comparison from the spec's file to the exit code.</summary>
internal sealed class ComparisonSession(ComparisonRequest request, Screen output, Screen error)
{
    private readonly TimeProvider _time = TimeProvider.System;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var (reports, problem) = ReportFile.Plan(request.Out);
        if (problem is not null)
            return Refuse(problem);

        var spec = await CheckedSpec.ReadAsync(request.Spec, request.Options, cancellation);
        var text = new DiagnosticText(error);
        if (spec.Problem is { } unreadable)
            text.Write(spec.Path, unreadable);
        // Hints are for editors; what a run is about to do is not held up by them.
        foreach (var diagnostic in spec.Diagnostics.Where(diagnostic => diagnostic.Severity <= Severity.Warning))
            text.Write(spec.File!, diagnostic);
        if (spec.HasErrors || spec.Data is null)
            return ExitCode.UsageError;

        var meaning = spec.File!.Compilation.Spec;
        if (UnknownStrategy(meaning) is { } unknown)
            return Refuse(unknown);
        var chosen = meaning.Strategies.Where(request.Options.Includes).Select(strategy => strategy.Properties.Text("model")).Distinct().ToArray();
        var models = meaning.Models.Where(model => chosen.Contains(model.Name)).ToArray();
        if (models.Length > 1)
            return Refuse($"{spec.Path} compares strategies on {Figures.Count(models.Length, "model")}, {string.Join(" and ", models.Select(model => model.Name))}; this version runs one at a time. Choose strategies with --strategy.");

        var (model, exitCode) = await OpenAsync(spec.File, models.FirstOrDefault() ?? meaning.Models[0]);
        if (model is null)
            return exitCode;
        using var opened = model;
        var planning = Planner.Create(meaning, spec.Data, StrategyTraits.All, request.Options);
        foreach (var diagnostic in planning.Problems)
            text.Write(spec.File, diagnostic);
        return planning.Plan is { } plan ? await RunAsync(spec.File, plan, model, reports, cancellation) : ExitCode.UsageError;
    }

    private async Task<int> RunAsync(SpecFile spec, Plan plan, ModelSession model, ImmutableArray<ReportFile> reports, CancellationToken cancellation)
    {
        (request.AsJson ? error : output).Line((Headline.Of(plan, model.Info), Tones.Strong));
        var outcome = await RunShownAsync(spec, plan, model, cancellation);

        foreach (var fault in outcome.Faults)
        {
            if (fault.Diagnostic is { } diagnostic)
                new DiagnosticText(error).Write(spec, diagnostic);
            else
                error.Line(("adaptlab: ", Tones.Bad), ($"{fault.Candidate} failed: {(Debugging ? fault.Details : fault.Reason)}", Tones.Plain));
        }

        var exitCode = Judge(outcome);
        if (outcome.Record is null)
        {
            error.Line("Stopped before the first candidate had finished: there is nothing to report.");
            return exitCode;
        }

        var comparison = Comparison.Of(outcome.Record);
        if (request.AsJson)
            await Console.Out.WriteAsync(new JsonReportWriter().Write(comparison));
        else if (!comparison.Ranked.IsEmpty)
            ComparisonText.Write(output, comparison, exitCode, withHeadline: false);
        return ReportFile.Write(reports, comparison, error) ? exitCode : ExitCode.ToolError;
    }

    private async Task<RunOutcome> RunShownAsync(SpecFile spec, Plan plan, ModelSession model, CancellationToken cancellation)
    {
        var origin = new RunOrigin(spec.Path, spec.Hash, model.Info);
        var runner = new Runner(_time, StrategyList.For(model), Storage(spec));
        if (!error.Traits.CanRedraw)
        {
            await using var registration = cancellation.Register(() => error.Line("stopping … (Ctrl+C again ends at once)"));
            return await runner.RunAsync(plan, origin, new PlainProgress(error, plan, _time), cancellation);
        }

        error.Line();
        var progress = new LiveProgress(error, plan, _time);
        // Strategies compute where they are called: not on the thread that redraws.
        var run = Task.Run(() => runner.RunAsync(plan, origin, progress, cancellation), CancellationToken.None);
        await progress.ShowAsync(run, cancellation);
        return await run;
    }

    private RunStorage? Storage(SpecFile spec)
    {
        if (request.Store == StoreUse.None)
            return null;
        var store = RunStore.Open(StorePlace.Of(spec.FullPath));
        return new RunStorage(store, store.Shelf(spec.FullPath), request.Store == StoreUse.WriteOnly);
    }

    private async Task<(ModelSession? Model, int ExitCode)> OpenAsync(SpecFile spec, ModelSpec model)
    {
        var folder = Path.GetDirectoryName(spec.FullPath)!;
        try
        {
            return (error.Traits.CanRedraw
                ? await error.Console.Status().StartAsync($"loading {Markup.Escape(model.Reference)}", _ => Task.Run(() => ModelSession.Open(model, folder)))
                : ModelSession.Open(model, folder), ExitCode.Success);
        }
        catch (StrategyException exception) when (model.Provider == "embedded")
        {
            // It ships with the tool: no spec is to blame.
            error.Line(("adaptlab: ", Tones.Bad), (exception.Message, Tones.Plain));
            return (null, ExitCode.ToolError);
        }
        catch (StrategyException exception)
        {
            var text = new DiagnosticText(error);
            if (exception.Diagnostic is { } diagnostic)
                text.Write(spec, diagnostic);
            else
                text.Write(DiagnosticPlace.InSpec(spec, model.Span).ToString(), exception.Message);
            return (null, ExitCode.UsageError);
        }
    }

    private static int Judge(RunOutcome outcome) =>
        outcome.WasStopped ? ExitCode.Stopped
        : outcome.Faults.Any(fault => !fault.IsInSpec) ? ExitCode.ToolError
        : outcome.Faults.Length > 0 ? ExitCode.UsageError
        : outcome.Record!.Requirements.Any(requirement => !requirement.Met) ? ExitCode.RequirementNotMet
        : ExitCode.Success;

    private string? UnknownStrategy(Spec spec)
    {
        var names = spec.Strategies.SelectMany(strategy => new[] { strategy.Name, strategy.Kind }).Distinct().ToArray();
        if (request.Options.Strategies.FirstOrDefault(name => !names.Contains(name)) is not { } unknown)
            return null;
        var meant = DidYouMean.Nearest(unknown, names) is { } nearest ? $" Did you mean '{nearest}'?" : "";
        return $"{request.Spec} has no strategy '{unknown}'.{meant} It has {string.Join(", ", spec.Strategies.Select(strategy => strategy.Name))}.";
    }

    private int Refuse(string problem)
    {
        error.Line(("adaptlab compare: ", Tones.Bad), (problem, Tones.Plain));
        return ExitCode.UsageError;
    }

    private static bool Debugging => Environment.GetEnvironmentVariable("ADAPTLAB_DEBUG") == "1";
}
