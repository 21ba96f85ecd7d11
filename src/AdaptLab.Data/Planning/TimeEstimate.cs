using System.Collections.Immutable;
using AdaptLab.Results;

namespace AdaptLab.Data.Planning;

/// <summary>Where an estimate of a run's time comes from.</summary>
public enum TimeSource
{
    /// <summary>What the same candidates took, or others of their kind on the same model.</summary>
    EarlierRuns,

    /// <summary>The speed of a model, measured for a moment; of what was not run before, that is all there is.</summary>
    Measurement,
}

/// <summary>How much a run will do, and about how long that takes, told before it begins.</summary>
/// <param name="Requests">For rows that the store does not know yet, each seed's by itself.</param>
/// <param name="Seconds">Null where nothing is known of some of it.</param>
public sealed record TimeEstimate(int Candidates, int Requests, double? Seconds, TimeSource Source)
{
    /// <summary>"12 candidates, 480 requests, about 4 min (from what earlier runs took)".</summary>
    public string Text => Requests == 0
        ? $"{Figures.Count(Candidates, "candidate")}, and every answer is in the store"
        : $"{Figures.Count(Candidates, "candidate")}, {Figures.Count(Requests, "request")}" + (Seconds is { } seconds ? $", about {About(seconds)} ({Origin})" : "");

    /// <summary>"about 4 min, from what earlier runs took"; null where there is nothing to tell.</summary>
    public string? Short => Requests > 0 && Seconds is { } seconds ? $"about {About(seconds)}, {Origin}" : null;

    private string Origin => Source == TimeSource.EarlierRuns ? "from what earlier runs took" : "from a short measurement of the model's speed";

    /// <summary>More than two digits of an estimate would say more than it knows.</summary>
    private static string About(double seconds) => seconds switch
    {
        < 10 => $"{Figures.Count((int)Math.Max(1, Math.Round(seconds)))} s",
        < 100 => $"{Figures.Count((int)Math.Round(seconds / 5) * 5)} s",
        < 2 * 3600 => $"{Figures.Count((int)Math.Round(seconds / 60))} min",
        _ => Figures.Duration(seconds),
    };

    /// <param name="left">What is to be done.</param>
    /// <param name="timings">What was done before.</param>
    /// <param name="speed">Of a model on this machine; null where none was measured.</param>
    public static TimeEstimate Of(Plan plan, IReadOnlyCollection<UnitLeft> left, IReadOnlyCollection<UnitTiming> timings, ModelSpeed? speed = null)
    {
        var work = new WorkEstimate(plan);
        double? sum = 0;
        var source = TimeSource.EarlierRuns;
        foreach (var unit in left.Where(unit => unit.Requests > 0))
        {
            var known = Known(unit, timings);
            if (known is null && speed is not null)
            {
                source = TimeSource.Measurement;
                known = speed.SecondsOf(unit.Model, work.Tokens(unit.Candidate, unit.Fold, unit.Requests));
            }

            sum += known;
        }

        return new TimeEstimate(plan.Candidates.Length, left.Sum(unit => unit.Requests), sum, source);
    }

    /// <summary>Whether nothing is known of some of it that the speed of a model would tell.</summary>
    public static bool NeedsSpeed(IEnumerable<UnitLeft> left, IReadOnlyCollection<UnitTiming> timings) => left.Any(unit => Lacks(unit, timings));

    /// <summary>Of those that <see cref="NeedsSpeed"/> is about.</summary>
    public static bool Lacks(UnitLeft unit, IReadOnlyCollection<UnitTiming> timings) =>
        unit.Requests > 0 && !unit.Candidate.Model.IsRemote() && Known(unit, timings) is null;

    private static double? Known(UnitLeft unit, IReadOnlyCollection<UnitTiming> timings)
    {
        var strategy = unit.Candidate.Strategy;
        var alike = timings.Where(timing => timing.Kind == strategy.Kind && timing.Model == unit.Model.Hash).ToArray();
        // The more alike, the more it tells: the same candidate on its own set, on another one, others of its kind.
        var nearest = alike.Where(timing => timing.Strategy == strategy.Name && timing.TrainingSet == unit.Candidate.TrainingSet).ToArray() is { Length: > 0 } same ? same
            : alike.Where(timing => timing.Strategy == strategy.Name).ToArray() is { Length: > 0 } named ? named
            : alike;
        if (nearest.Length == 0)
            return null;
        var preparation = nearest.Average(timing => timing.PreparationSeconds * Scale(unit.Candidate, timing));
        var concurrency = unit.Candidate.Model.IsRemote() ? Math.Max(1, unit.Candidate.Model.Properties.Integer("concurrency")) : 1;
        return preparation + (nearest.Average(timing => timing.RequestSeconds) * unit.Requests / concurrency);
    }

    /// <summary>Training and indexing go with the number of examples, and training with that of epochs.</summary>
    private static double Scale(PlannedCandidate candidate, UnitTiming timing)
    {
        var examples = timing.Examples > 0 && candidate.Examples > 0 ? (double)candidate.Examples / timing.Examples : 1;
        var epochs = candidate.Strategy.Properties.Has("epochs") && timing.Epochs is { } before and > 0 ? candidate.Strategy.Properties.Number("epochs") / before : 1;
        return examples * epochs;
    }
}

/// <summary>One preparation of a plan with the requests that are still to be asked of it.</summary>
/// <param name="Model">That it runs on, as far as it is known.</param>
public sealed record UnitLeft(PlannedCandidate Candidate, int Fold, ModelInfo Model, int Requests)
{
    /// <summary>Everything that a plan asks, as if nothing were known.</summary>
    /// <param name="models">By their names in the spec.</param>
    public static ImmutableArray<UnitLeft> All(Plan plan, ImmutableDictionary<string, ModelInfo> models) =>
    [
        .. from candidate in plan.Candidates
           from seed in candidate.Seeds
           from fold in Enumerable.Range(0, candidate.Folds.Length)
           select new UnitLeft(candidate, fold, models[candidate.Model.Name], candidate.Folds[fold].Rows.Length),
    ];
}

/// <summary>What a unit took when it was run.</summary>
/// <param name="Model">The hash of its weights.</param>
/// <param name="Examples">That it learnt from; 0 where that is not known.</param>
/// <param name="Epochs">Null for what is not trained.</param>
/// <param name="RequestSeconds">The mean.</param>
public sealed record UnitTiming(string Strategy, string Kind, string TrainingSet, string Model, int Examples, double? Epochs, double PreparationSeconds, double RequestSeconds);

/// <summary>How fast a model of so many parameters reads on this machine.</summary>
public sealed record ModelSpeed(double TokensPerSecond, long Parameters)
{
    /// <summary>Work goes with the number of parameters; of a model whose size is not known nothing can be told.</summary>
    internal double? SecondsOf(ModelInfo model, double tokens) => model.Parameters == 0 || Parameters == 0 ? null : tokens * model.Parameters / Parameters / TokensPerSecond;
}
