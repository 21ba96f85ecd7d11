using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Running;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Models;
using AdaptLab.Models.Checkpoints;
using AdaptLab.Results;
using AdaptLab.Results.Running;
using AdaptLab.Results.Store;
using AdaptLab.Worker.Protocol;

namespace AdaptLab.Cli.Serving;

/// <summary>Runs what a client orders, one comparison after the other. A model that is loaded stays for the next one.</summary>
internal sealed class ComparisonServer(TimeProvider time) : IDisposable
{
    private ModelSession? _model;
    private string? _modelKey;

    public async Task<CompareReply> CompareAsync(CompareParams order, IProgress<RunEvent> progress, CancellationToken cancellation)
    {
        var compilation = Compilation.Parse(order.SpecText, order.Folder);
        if (compilation.HasErrors)
            return Refused(RefusalKind.Spec, "The spec has errors.");
        var data = (await SpecData.ReadAsync(compilation, order.SpecPath, cancellation)).Data;
        if (data is null)
            return Refused(RefusalKind.Spec, "The spec's data has errors.");
        var options = new PlanOptions([.. order.Strategies], order.FirstSeed, order.Limit);
        var planning = Planner.Create(compilation.Spec, data, StrategyTraits.All, options);
        if (planning.Plan is not { } plan)
            return Refused(RefusalKind.Spec, planning.Problems[0].Message);
        if (ModelChoice.Of(compilation.Spec, options) is not [var model])
            return Refused(RefusalKind.Spec, "The strategies name several models; this version runs one at a time.");
        try
        {
            return await RunAsync(order, plan, model, progress, cancellation);
        }
        catch (Exception exception) when (exception is StrategyException or ModelLoadException)
        {
            return Refused(model.Provider == "embedded" ? RefusalKind.Tool : RefusalKind.Model, exception.Message);
        }
    }

    public void Dispose() => _model?.Dispose();

    private async Task<CompareReply> RunAsync(CompareParams order, Plan plan, ModelSpec model, IProgress<RunEvent> progress, CancellationToken cancellation)
    {
        var storage = Storage(order);
        var folder = Path.GetDirectoryName(order.SpecPath)!;
        var info = KnownModel(order, storage, plan, model, folder);
        if (info is null)
        {
            if (ModelFiles.FolderOf(model, folder) is { } files && _modelKey != Key(model, folder)
                && MemoryNeed.Of(HuggingFaceConfig.Read(files), plan).Refusal(model.Reference, AvailableMemory.Read()) is { } refusal)
                return Refused(RefusalKind.Memory, refusal);
            info = Open(model, folder).Info;
        }

        progress.Report(new ModelOpened(info));
        var runner = new Runner(time, kind => StrategyList.For(Open(model, folder)).First(strategy => strategy.Traits.Kind == kind), storage);
        var outcome = await runner.RunAsync(plan, new RunOrigin(order.ShownPath, order.SpecHash, info), progress, cancellation);
        return new CompareReply(
            outcome.Record is { } record ? RunRecordJson.Write(record) : null, [.. outcome.Faults.Select(FaultMessage.Of)], outcome.WasStopped, 0, null);
    }

    /// <summary>Where the store knows every answer, the model that gave them need not be loaded; null where it must be.</summary>
    private static ModelInfo? KnownModel(CompareParams order, RunStorage? storage, Plan plan, ModelSpec model, string folder)
    {
        if (storage is null or { IsFresh: true } || ModelFiles.FolderOf(model, folder) is not { } files)
            return null;
        var hash = ModelFiles.HashOf(files);
        var identities = new UnitIdentities(plan, hash);
        ModelInfo? known = null;
        foreach (var candidate in plan.Candidates)
            foreach (var seed in candidate.Seeds)
                for (var fold = 0; fold < candidate.Folds.Length; fold++)
                {
                    var unit = storage.Store.Find(identities.Of(candidate, fold, seed).Key);
                    if (unit is null || candidate.Folds[fold].Rows.Any(row => unit.Row(plan.Rows[row].Text) is null))
                        return null;
                    known = unit.Model;
                }

        return known is null ? null : known with { Name = model.Reference, Provider = model.Provider };
    }

    private ModelSession Open(ModelSpec model, string folder)
    {
        var key = Key(model, folder);
        if (_model is not null && _modelKey == key)
            return _model;
        _model?.Dispose();
        (_model, _modelKey) = (null, null);
        _model = ModelSession.Open(model, folder);
        _modelKey = key;
        return _model;
    }

    // Its name in the spec counts, for strategies ask for it by that.
    private static string Key(ModelSpec model, string folder) =>
        $"{model.Name} {model.Provider} {(ModelFiles.FolderOf(model, folder) is { } files ? files + ModelFiles.HashOf(files) : model.Reference)}";

    private static RunStorage? Storage(CompareParams order)
    {
        if (order.Store == StoreUse.None)
            return null;
        var store = RunStore.Open(StorePlace.Of(order.SpecPath));
        return new RunStorage(store, store.Shelf(order.SpecPath), order.Store == StoreUse.WriteOnly);
    }

    private static CompareReply Refused(RefusalKind kind, string message) => new(null, [], false, 0, new RefusalMessage(kind, message));
}
