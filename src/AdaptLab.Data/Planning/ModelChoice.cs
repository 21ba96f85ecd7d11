using System.Collections.Immutable;
using AdaptLab.Language.Binding;

namespace AdaptLab.Data.Planning;

/// <summary>Which of a spec's models a run needs.</summary>
public static class ModelChoice
{
    /// <summary>Those of the strategies that are run; the first one where they name none.</summary>
    public static ImmutableArray<ModelSpec> Of(Spec spec, PlanOptions options)
    {
        var names = spec.Strategies.Where(options.Includes).Select(strategy => strategy.Properties.TextOrNull("model")).ToHashSet();
        var models = spec.Models.Where(model => names.Contains(model.Name)).ToImmutableArray();
        return models.IsEmpty ? [.. spec.Models.Take(1)] : models;
    }
}
