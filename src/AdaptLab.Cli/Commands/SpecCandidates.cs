using System.Collections.Immutable;
using AdaptLab.Cli.Files;
using AdaptLab.Cli.Rendering;
using AdaptLab.Cli.Terminal;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results.Store;

namespace AdaptLab.Cli.Commands;

/// <summary>The candidates of a spec, for commands that work on one of them and compare nothing.</summary>
internal sealed record SpecCandidates(SpecFile File, Plan Plan)
{
    /// <summary>The spec's.</summary>
    public string Folder => Path.GetDirectoryName(File.FullPath)!;

    /// <returns>Null where something is wrong, which has been said then.</returns>
    public static async Task<SpecCandidates?> ReadAsync(string path, PlanOptions options, Screen error, CancellationToken cancellation)
    {
        var checkedSpec = await CheckedSpec.ReadAsync(path, options, cancellation);
        var text = new DiagnosticText(error);
        if (checkedSpec.Problem is { } unreadable)
            text.Write(checkedSpec.Path, unreadable);
        foreach (var diagnostic in checkedSpec.Diagnostics.Where(diagnostic => diagnostic.Severity <= Severity.Warning))
            text.Write(checkedSpec.File!, diagnostic);
        if (checkedSpec.HasErrors || checkedSpec.Data is null)
            return null;
        var spec = checkedSpec.File!.Compilation.Spec;
        return Planner.Create(spec, checkedSpec.Data, StrategyTraits.All, options).Plan is { } plan
            ? new SpecCandidates(checkedSpec.File, plan)
            : null;
    }

    /// <summary>The candidate of a strategy and a training set.</summary>
    /// <param name="strategy">Its name, or a kind that only one has; null where any will do.</param>
    /// <param name="trainingSet">As shown: "expert + contractors"; null where there is one only.</param>
    public (PlannedCandidate? Candidate, string? Problem) Choose(string? strategy, string? trainingSet)
    {
        var named = Plan.Candidates.Where(candidate => strategy is null || candidate.Strategy.Name == strategy).ToArray();
        if (named.Length == 0)
            named = [.. Plan.Candidates.Where(candidate => candidate.Strategy.Kind == strategy)];
        var names = Plan.Candidates.Select(candidate => candidate.Strategy.Name).Distinct().ToArray();
        if (named.Length == 0)
            return (null, $"{File.Path} has no strategy '{strategy}'.{Meant(strategy!, names)} It has {string.Join(", ", names)}.");
        if (strategy is not null && named.Select(candidate => candidate.Strategy.Name).Distinct().Count() > 1)
            return (null, $"{File.Path} has several strategies of the kind '{strategy}'. Name one: {string.Join(", ", named.Select(candidate => candidate.Strategy.Name).Distinct())}.");
        var sets = named.Select(candidate => candidate.TrainingSet).Distinct().ToArray();
        if (trainingSet is not null && !sets.Contains(trainingSet))
            return (null, $"There is no training set '{trainingSet}'.{Meant(trainingSet, sets)} There {(sets.Length == 1 ? "is" : "are")} {string.Join(", ", sets)}.");
        return trainingSet is null && sets.Length > 1
            ? (null, $"There are {sets.Length} training sets. Name one with --train: {string.Join(", ", sets.Select(set => $"'{set}'"))}.")
            : (named.First(candidate => trainingSet is null || candidate.TrainingSet == trainingSet), null);
    }

    /// <summary>The model of a candidate, which belongs to <paramref name="models"/>.</summary>
    /// <exception cref="StrategyException">There is no such model, or it cannot be loaded.</exception>
    public ModelSession Open(OpenModels models, PlannedCandidate candidate) => models.Open(candidate, Folder, progress: null);

    /// <summary>The strategy of a candidate on its model, which belongs to <paramref name="models"/>.</summary>
    /// <exception cref="StrategyException">There is no such model, or it cannot be loaded.</exception>
    public IStrategy Strategy(OpenModels models, PlannedCandidate candidate) => models.Strategy(candidate, Folder, progress: null);

    /// <summary>What makes the vectors that a candidate searches by; it belongs to <paramref name="models"/>, too.</summary>
    public IEmbedder EmbedderOf(OpenModels models, PlannedCandidate candidate) => models.EmbedderOf(candidate, Folder);

    /// <summary>What a strategy gets to learn from in a run: of a cross-validated one, all of it.</summary>
    public StrategyContext Context(PlannedCandidate candidate, int seed) => ContextOf(Plan, candidate, seed);

    /// <inheritdoc cref="Context"/>
    public static StrategyContext ContextOf(Plan plan, PlannedCandidate candidate, int seed) =>
        new(plan.Task, plan.Labels, [.. candidate.Folds.SelectMany(fold => fold.Training).Distinct()], candidate.Documents, candidate.Strategy, new RunSeed(seed))
        {
            Parts = candidate.Parts, SearchesExamples = candidate.SearchesExamples, Adapters = plan.Adapters,
        };

    /// <summary>With what a run has kept of the preparation, so that what was measured is what is taken; without where that was of a part of the examples.</summary>
    public StrategyContext KeptContext(PlannedCandidate candidate, int seed)
    {
        var context = Context(candidate, seed);
        if (candidate.Folds.Length > 1)
            return context;
        var identities = new UnitIdentities(Plan, ModelFiles.Known(Plan.Models, Folder));
        var store = RunStore.Open(StorePlace.Of(File.FullPath));
        return context with
        {
            Kept = store.Kept(identities.Of(candidate, 0, seed).Key),
            KeptOf = (part, examples) => store.Kept(identities.Of(candidate, part, examples, seed).Key),
        };
    }

    private static string Meant(string name, IEnumerable<string> known) => DidYouMean.Nearest(name, known) is { } nearest ? $" Did you mean '{nearest}'?" : "";
}
