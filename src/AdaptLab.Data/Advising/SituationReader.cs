using AdaptLab.Data.Planning;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;
using AdaptLab.Results.Advising;

namespace AdaptLab.Data.Advising;

/// <summary>What a spec and its data tell to whoever gives advice before a run.</summary>
public static class SituationReader
{
    /// <param name="specFolder">Relative paths of checkpoints start here.</param>
    public static Situation Of(Spec spec, PlanData data, string specFolder)
    {
        TrainingSetSize[] sets =
        [
            .. spec.Compare.Train.Where(set => set.All(data.Examples.ContainsKey))
                .Select(set => new TrainingSetSize(string.Join(" + ", set), set.Sum(name => data.Examples[name].Length))),
        ];
        var names = spec.Compare.Train.SelectMany(set => set).Where(data.Examples.ContainsKey).Distinct().ToArray();
        var strategies = spec.Strategies;
        var weights = spec.Models.FirstOrDefault(model => Providers.Find(model.Provider) is { EmbedsOnly: false });
        return new Situation
        {
            Task = spec.Task.Kind,
            Labels = spec.Task.Kind == TaskKind.Classify ? data.Labels.Length : 0,
            LabelsAreDescribed = !data.Labels.IsEmpty && data.Labels.All(label => !string.IsNullOrWhiteSpace(label.Description)),
            Sets = [.. sets],
            HasDocuments = data.Documents.Values.Any(documents => !documents.IsEmpty),
            Rows = spec.Eval.Folds is null ? data.Rows.Length : names.Sum(name => data.Examples[name].Length),
            Strategies = strategies,
            Seeds = spec.Compare.Seeds,
            SeedsMatter = strategies.Any(strategy => StrategyTraits.All.FirstOrDefault(traits => traits.Kind == strategy.Kind)?.UsesSeed(strategy) == true),
            HasCurve = spec.Compare.Curve is not null,
            HasWeights = weights is null || !weights.IsRemote(),
            Familiarity = weights is not null && ModelFiles.FolderOf(weights, specFolder) is { } folder
                ? BaseVocabulary.Familiarity(folder, [.. names.SelectMany(name => data.Examples[name]).Select(row => row.Text)])
                : null,
        };
    }
}
