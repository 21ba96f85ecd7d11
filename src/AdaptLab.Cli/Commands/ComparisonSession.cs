using System.Collections.Immutable;
using AdaptLab.Cli.Files;
using AdaptLab.Cli.Rendering;
using AdaptLab.Cli.Terminal;
using AdaptLab.Data.Planning;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Reporting;
using AdaptLab.Results;
using AdaptLab.Results.Running;
using AdaptLab.Results.Store;
using AdaptLab.Worker;
using AdaptLab.Worker.Protocol;
using Spectre.Console;

namespace AdaptLab.Cli.Commands;

/// <param name="Out">Reports to write.</param>
/// <param name="AsJson">The result goes to standard output as JSON.</param>
internal sealed record ComparisonRequest(string Spec, ImmutableArray<string> Out, PlanOptions Options, bool AsJson, StoreUse Store)
{
    /// <summary>Nothing is sent over a network.</summary>
    public bool IsOffline { get; init; }
}

/// <summary>One comparison from the spec's file to the exit code.</summary>
internal sealed class ComparisonSession(ComparisonRequest request, Screen output, Screen error)
{
    private readonly TimeProvider _time = TimeProvider.System;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var (reports, problem) = ReportFile.Plan(request.Out, hasSpec: true);
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
        var planning = Planner.Create(meaning, spec.Data, StrategyTraits.All, request.Options);
        foreach (var diagnostic in planning.Problems)
            text.Write(spec.File, diagnostic);
        return planning.Plan is { } plan ? await RunAsync(spec.File, plan, reports, cancellation) : ExitCode.UsageError;
    }

    private async Task<int> RunAsync(SpecFile spec, Plan plan, ImmutableArray<ReportFile> reports, CancellationToken cancellation)
    {
        var result = await RunShownAsync(spec, plan, cancellation);
        if (result.Fault is { } worker)
        {
            error.Line(("adaptlab: ", Tones.Bad), (worker.Message, Tones.Plain));
            return ExitCode.ToolError;
        }

        if (result.Refusal is { } refusal)
            return Refuse(spec, refusal);

        var outcome = result.Outcome!;
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
        return ReportFile.WriteAll(reports, comparison, spec, error) ? exitCode : ExitCode.ToolError;
    }

    private async Task<WorkerOutcome> RunShownAsync(SpecFile spec, Plan plan, CancellationToken cancellation)
    {
        ShowEstimates(spec, plan);
        await using var client = WorkerClient.Start();
        if (!error.Traits.CanRedraw)
        {
            await using var registration = cancellation.Register(() => error.Line("stopping … (Ctrl+C again ends at once)"));
            return await client.CompareAsync(Order(spec), plan, new Headed(plan, Headline, line => error.Line(line), new PlainProgress(error, plan, _time)), cancellation);
        }

        var progress = new LiveProgress(error, plan, _time);
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = client.CompareAsync(Order(spec), plan, new Headed(plan, Headline, line => { error.Line(line); opened.TrySetResult(); }, progress), cancellation);
        await error.Console.Status().StartAsync("looking at the data and the models", _ => Task.WhenAny(opened.Task, run));
        if (opened.Task.IsCompleted)
        {
            error.Line();
            await progress.ShowAsync(run, cancellation);
        }

        return await run;
    }

    private void Headline(string line) => (request.AsJson ? error : output).Line((line, Tones.Strong));

    private CompareParams Order(SpecFile spec) => new(
        spec.FullPath, spec.Path, spec.Compilation.Text, spec.Hash, SpecFile.FolderInWorkspace(spec.Path),
        [.. request.Options.Strategies], request.Options.FirstSeed, request.Options.Limit, request.Store)
    {
        IsOffline = request.IsOffline,
        EveryCurve = request.Options.EveryCurve,
    };

    /// <summary>What servers will be asked for, before anything is sent.</summary>
    private void ShowEstimates(SpecFile spec, Plan plan)
    {
        if (request.IsOffline)
            return;
        foreach (var (strategy, address) in StoreServers.Of(plan))
            error.Line($"what '{strategy.Name}' searches is sent to {new Uri(address).GetLeftPart(UriPartial.Authority)}, unless it is there already");
        if (!plan.Models.Any(model => model.IsRemote()))
            return;
        var store = request.Store == StoreUse.ReadAndWrite ? RunStore.Open(StorePlace.Of(spec.FullPath)) : null;
        foreach (var estimate in CostEstimate.Of(plan, ModelFiles.Known(plan.Models, Path.GetDirectoryName(spec.FullPath)!), store))
            error.Line(estimate.Text);
    }

    private int Refuse(SpecFile spec, RefusalMessage refusal)
    {
        if (refusal.Kind is RefusalKind.Spec or RefusalKind.Model)
        {
            // Where the model is not the trouble, a file has changed since it was checked.
            var span = spec.Compilation.Spec.Models.FirstOrDefault(model => model.Name == refusal.Model)?.Span ?? spec.Compilation.Spec.Task.Span;
            new DiagnosticText(error).Write(DiagnosticPlace.InSpec(spec, span).ToString(), refusal.Message);
            return ExitCode.UsageError;
        }

        error.Line(("adaptlab: ", Tones.Bad), (refusal.Message, Tones.Plain));
        return ExitCode.ToolError;
    }

    /// <summary>Says what is compared as soon as the models are known, then about how long it will take, and passes on what else happens.</summary>
    private sealed class Headed(Plan plan, Action<string> headline, Action<string> estimate, IProgress<RunEvent> progress) : IProgress<RunEvent>
    {
        public void Report(RunEvent value)
        {
            if (value is ModelsFound found)
                headline(Results.Headline.Of(
                    plan.Task.Name, plan.TaskKind, plan.Labels.Length, plan.Task.Fields.Length, plan.Rows.Length,
                    plan.Candidates.Select(candidate => found.Models[candidate.Model.Name]).Distinct(), plan.Seeds,
                    Results.Statistics.Sampling.Of(plan.Rows).Folds));
            else if (value is Estimated estimated)
                estimate(estimated.Text);
            else
                progress.Report(value);
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
