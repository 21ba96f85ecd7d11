using System.Collections.Immutable;
using AdaptLab.Data.Planning;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;
using AdaptLab.Results.Advising;

namespace AdaptLab.Data.Advising;

/// <summary>What a spec and its data tell to whoever gives advice before a run.</summary>
public static class SituationReader
{
    /// <param name="specFolder">Relative paths of checkpoints start here.</param>
    public static Situation Of(Spec spec, PlanData data, string specFolder) => Of(
        spec, data.Labels, data.Examples.ToDictionary(set => set.Key, set => set.Value.Length), data.Documents, data.Rows.Length,
        set => data.Examples[set].Select(row => row.Text), specFolder);

    internal static Situation Of(Spec spec, KeptRows data, string specFolder) => Of(
        spec, data.Labels, data.Examples.ToDictionary(set => set.Key, set => set.Value.Length), data.Documents, data.Eval.Length,
        set => data.Examples[set].Select(row => row.Text), specFolder);

    /// <param name="examples">How many there are in each set.</param>
    /// <param name="texts">Of a set; asked for only where a model has a vocabulary to look them up in.</param>
    private static Situation Of(
        Spec spec, ImmutableArray<LabelSpec> labels, Dictionary<string, int> examples, ImmutableDictionary<string, ImmutableArray<DocumentText>> documents, int rows,
        Func<string, IEnumerable<string>> texts, string specFolder)
    {
        TrainingSetSize[] sets =
        [
            .. spec.Compare.Train.Where(set => set.All(examples.ContainsKey))
                .Select(set => new TrainingSetSize(string.Join(" + ", set), set.Sum(name => examples[name]))),
        ];
        var names = spec.Compare.Train.SelectMany(set => set).Where(examples.ContainsKey).Distinct().ToArray();
        var strategies = spec.Strategies;
        var weights = spec.Models.FirstOrDefault(model => Providers.Find(model.Provider) is { EmbedsOnly: false });
        return new Situation
        {
            Task = spec.Task.Kind,
            Labels = spec.Task.Kind == TaskKind.Classify ? labels.Length : 0,
            LabelsAreDescribed = !labels.IsEmpty && labels.All(label => !string.IsNullOrWhiteSpace(label.Description)),
            Sets = [.. sets],
            HasDocuments = documents.Values.Any(set => !set.IsEmpty),
            Rows = spec.Eval.Folds is null ? rows : names.Sum(name => examples[name]),
            Strategies = strategies,
            Seeds = spec.Compare.Seeds,
            SeedsMatter = strategies.Any(strategy => StrategyTraits.All.FirstOrDefault(traits => traits.Kind == strategy.Kind)?.UsesSeed(strategy) == true),
            HasCurve = spec.Compare.Curve is not null,
            HasWeights = weights is null || !weights.IsRemote(),
            Familiarity = weights is not null && ModelFiles.FolderOf(weights, specFolder) is { } folder
                ? BaseVocabulary.Familiarity(folder, [.. names.SelectMany(texts)])
                : null,
        };
    }
}
