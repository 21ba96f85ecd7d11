using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Running;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language;
using AdaptLab.Results;
using AdaptLab.Results.Running;
using AdaptLab.Results.Store;
using AdaptLab.Worker.Protocol;

namespace AdaptLab.Cli.Serving;

/// <summary>Runs what a client orders, one comparison after the other. Models that are loaded stay for the next one.</summary>
internal sealed class ComparisonServer(TimeProvider time) : IDisposable
{
    private readonly OpenModels _models = new();

    public async Task<CompareReply> CompareAsync(CompareParams order, IProgress<RunEvent> progress, CancellationToken cancellation)
    {
        var (plan, problem) = await PlanAsync(order.SpecText, order.Folder, order.SpecPath, new PlanOptions([.. order.Strategies], order.FirstSeed, order.Limit) { EveryCurve = order.EveryCurve }, cancellation);
        return plan is null ? Refused(RefusalKind.Spec, problem!) : await RunAsync(order, plan, progress, cancellation);
    }

    /// <summary>What the models would read for a row.</summary>
    public async Task<PromptReply> PromptAsync(PromptParams order, CancellationToken cancellation)
    {
        var (plan, problem) = await PlanAsync(order.SpecText, order.Folder, order.SpecPath, new PlanOptions([.. order.Strategies], order.Seed), cancellation);
        if (plan is null)
            return new PromptReply(null, problem);
        if (plan.Candidates.IsEmpty)
            return new PromptReply(null, $"No strategy is called so: {string.Join(", ", order.Strategies)}.");
        if (plan.Rows.FirstOrDefault(row => order.Row is null || row.Text == order.Row) is not { } asked)
            return new PromptReply(null, "The spec has no such eval row.");
        try
        {
            var prompts = new List<string>();
            await foreach (var prompt in RowPrompts.OfAsync(_models, plan, Path.GetDirectoryName(order.SpecPath)!, order.Seed, asked, cancellation))
                prompts.Add(prompt.Written);
            return new PromptReply(string.Join('\n', prompts), null);
        }
        catch (StrategyException cannot)
        {
            return new PromptReply(null, cannot.Message);
        }
    }

    public void Dispose() => _models.Dispose();

    private static async Task<(Plan? Plan, string? Problem)> PlanAsync(string text, string folder, string path, PlanOptions options, CancellationToken cancellation)
    {
        var compilation = Compilation.Parse(text, folder);
        if (compilation.HasErrors)
            return (null, "The spec has errors.");
        if ((await SpecData.ReadAsync(compilation, path, cancellation)).Data is not { } data)
            return (null, "The spec's data has errors.");
        var planning = Planner.Create(compilation.Spec, data, StrategyTraits.All, options);
        return (planning.Plan, planning.Plan is null ? planning.Problems[0].Message : null);
    }

    private async Task<CompareReply> RunAsync(CompareParams order, Plan plan, IProgress<RunEvent> progress, CancellationToken cancellation)
    {
        var folder = Path.GetDirectoryName(order.SpecPath)!;
        if (order.IsOffline && plan.Models.FirstOrDefault(model => model.IsRemote()) is { } server)
            return Refused(RefusalKind.Model, $"'{server.Name}' is behind a server, and nothing is sent with --offline. Choose strategies on other models with --strategy.", server.Name);
        if (order.IsOffline && StoreServers.Of(plan).Select(named => named.Strategy.Name).FirstOrDefault() is { } searching)
            return Refused(RefusalKind.Model, $"'{searching}' searches in a server, and nothing is sent with --offline. Take store: embedded, or choose other strategies with --strategy.");
        _models.Begin();
        FoundModels found;
        try
        {
            found = FoundModels.Read(plan.Models, folder);
        }
        catch (UnfitModelException unfit)
        {
            return Refused(unfit.Model.Provider == "embedded" ? RefusalKind.Tool : RefusalKind.Model, unfit.Message, unfit.Model.Name);
        }

        var storage = Storage(order);
        if (MemoryRefusal(plan, found, candidate => _models.Has(candidate, folder) || IsAnswered(storage, plan, found.Infos, candidate)) is { } refusal)
            return Refused(RefusalKind.Memory, refusal);

        if (CostEstimate.Of(plan, found.Infos, storage is { IsFresh: false } ? storage.Store : null).FirstOrDefault(estimate => estimate.Refusal is not null) is { } dear)
            return Refused(RefusalKind.Model, dear.Refusal!, dear.Model.Name);

        progress.Report(new ModelsFound(found.Infos));
        var origin = new RunOrigin(order.ShownPath, order.SpecHash, found.Infos);
        progress.Report(new Estimated(Estimate(plan, origin, storage, order.SpecPath, folder).Text));
        var runner = new Runner(time, (candidate, told) => _models.Strategy(candidate, folder, told), storage);
        var outcome = await runner.RunAsync(plan, origin, progress, cancellation);
        return new CompareReply(
            outcome.Record is { } record ? RunRecordJson.Write(record) : null, [.. outcome.Faults.Select(FaultMessage.Of)], outcome.WasStopped, 0, null);
    }

    /// <summary>From what the store knows; where it knows nothing of a model, its speed is measured.</summary>
    private TimeEstimate Estimate(Plan plan, RunOrigin origin, RunStorage? storage, string specPath, string folder)
    {
        var stored = storage is null ? null : StoredResults.Of(storage.Store, specPath, plan, origin);
        var left = stored is not null && !storage!.IsFresh ? stored.Left : UnitLeft.All(plan, origin.Models);
        var timings = stored?.Timings ?? [];
        return TimeEstimate.Of(plan, left, timings, left.FirstOrDefault(unit => TimeEstimate.Lacks(unit, timings)) is { } unknown ? Speed(unknown.Candidate, folder) : null);
    }

    private ModelSpeed? Speed(PlannedCandidate candidate, string folder)
    {
        try
        {
            return SpeedMeasurement.Of(_models.Open(candidate, folder, null), time);
        }
        catch (StrategyException)
        {
            // It is told of the candidate, in its turn.
            return null;
        }
    }

    /// <summary>Where a candidate would not fit into memory: a line for the greediest one; null where all fit.</summary>
    /// <param name="loadsNothing">Candidates that are not counted.</param>
    private static string? MemoryRefusal(Plan plan, FoundModels models, Func<PlannedCandidate, bool> loadsNothing) => plan.Candidates
        .Where(candidate => !loadsNothing(candidate))
        .Select(candidate => (candidate, need: models.NeedOf(candidate, plan.Labels.Length)))
        .OrderByDescending(greedy => greedy.need.Total)
        .Select(greedy => greedy.need.Refusal(greedy.candidate.Model.Reference, AvailableMemory.Read()))
        .FirstOrDefault();

    /// <summary>Where the store knows every answer, the model that gave them need not be loaded.</summary>
    private static bool IsAnswered(RunStorage? storage, Plan plan, ImmutableDictionary<string, ModelInfo> models, PlannedCandidate candidate)
    {
        if (storage is null or { IsFresh: true })
            return false;
        var identities = new UnitIdentities(plan, models);
        return candidate.Seeds.All(seed => Enumerable.Range(0, candidate.Folds.Length).All(fold =>
            storage.Store.Find(identities.Of(candidate, fold, seed).Key) is { } unit
            && candidate.Folds[fold].Rows.All(row => unit.Row(plan.Rows[row].Text) is not null)));
    }

    private static RunStorage? Storage(CompareParams order)
    {
        if (order.Store == StoreUse.None)
            return null;
        var store = RunStore.Open(StorePlace.Of(order.SpecPath));
        return new RunStorage(store, store.Shelf(order.SpecPath), order.Store == StoreUse.WriteOnly);
    }

    private static CompareReply Refused(RefusalKind kind, string message, string? model = null) =>
        new(null, [], false, 0, new RefusalMessage(kind, message, model));
}
