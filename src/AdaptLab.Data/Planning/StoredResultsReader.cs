using System.Collections.Immutable;
using System.Globalization;
using AdaptLab.Results;
using AdaptLab.Results.Running;
using AdaptLab.Results.Store;

namespace AdaptLab.Data.Planning;

/// <summary>Looks up every unit of a plan, and for one that is not there the unit that stood in its place in an earlier run.</summary>
internal sealed class StoredResultsReader(RunStore store, SpecManifest manifest, Plan plan, RunOrigin origin)
{
    /// <summary>Reading more of them would be felt in an editor.</summary>
    private const int MostOthers = 40;

    private readonly UnitIdentities _identities = new(plan, origin.Models);
    private readonly ImmutableArray<string> _names = plan.AnswerNames;
    private readonly ImmutableArray<UnitState>.Builder _states = ImmutableArray.CreateBuilder<UnitState>();
    private readonly List<UnitLeft> _left = [];
    private readonly Dictionary<string, UnitTiming> _timings = new(StringComparer.Ordinal);
    private readonly string _processor = ThisMachine.Describe().Processor;
    private StoredSession? _last;

    public StoredResults Read()
    {
        var found = plan.Candidates.Select(candidate => Candidate(candidate)).ToArray();
        // A row that a candidate lacks but others have is that candidate's gap; one that nobody has is not in the figures yet.
        var shown = Enumerable.Range(0, plan.Rows.Length).Where(row => found.Any(candidate => candidate.Has(row))).ToImmutableArray();
        var complete = found.Where(candidate => candidate.Failure is not null || (!shown.IsEmpty && shown.All(candidate.Has))).ToArray();
        var record = complete.Any(candidate => candidate.Failure is null) ? Record(complete, shown) : null;
        if (TimeEstimate.NeedsSpeed(_left, _timings.Values))
            TimeOthers();
        return new StoredResults(record, _states.ToImmutable(), [.. Enumerable.Range(0, plan.Rows.Length).Except(shown).Select(row => plan.Rows[row].Id)])
        {
            Left = [.. _left], Timings = [.. _timings.Values], Estimate = TimeEstimate.Of(plan, _left, _timings.Values),
        };
    }

    private FoundCandidate Candidate(PlannedCandidate candidate)
    {
        string? failure = null;
        var seeds = ImmutableArray.CreateBuilder<FoundSeed>();
        foreach (var seed in candidate.Seeds)
        {
            var rows = new AnsweredRow?[plan.Rows.Length];
            var units = new List<StoredUnit>();
            for (var fold = 0; fold < candidate.Folds.Length; fold++)
            {
                var identity = _identities.Of(candidate, fold, seed);
                var before = manifest.Find(candidate.Strategy.Name, candidate.TrainingSet, seed, fold);
                var unit = store.Find(identity.Key);
                var old = before is null || before.Key == identity.Key ? null : store.Find(before.Key);
                units.AddRange(new[] { unit, old }.OfType<StoredUnit>().Take(1));
                foreach (var (timed, parts) in new[] { (unit, identity.Parts), (old, before?.Parts) })
                    Time(timed, candidate.Strategy.Name, candidate.TrainingSet, candidate.Examples, parts);
                var answered = 0;
                foreach (var row in candidate.Folds[fold].Rows)
                {
                    rows[row] = Answer(unit, row) ?? Answer(old, row);
                    answered += unit?.Row(plan.Rows[row].Text) is null ? 0 : 1;
                }

                _left.Add(new UnitLeft(candidate, fold, origin.Models[candidate.Model.Name], candidate.Folds[fold].Rows.Length - answered));
                if (before?.Key == identity.Key)
                    failure ??= before.Failure;
                _states.Add(new UnitState(
                    candidate.Name, seed, fold, candidate.Folds.Length, identity.Key, answered, candidate.Folds[fold].Rows.Length,
                    Reason(identity, before, unit, answered, candidate.Folds[fold].Rows.Length)));
            }

            if (units.Count > 0)
                seeds.Add(new FoundSeed(seed, rows, units));
        }

        // A seed that was stopped midway does not hide what the others came to.
        var most = seeds.Select(seed => seed.Answered).DefaultIfEmpty().Max();
        return new FoundCandidate(candidate, [.. seeds.Where(seed => seed.Answered == most)], failure);
    }

    /// <summary>Candidates that the spec no longer has tell what others of their kind may take.</summary>
    private void TimeOthers()
    {
        foreach (var place in manifest.Units.Where(place => !_timings.ContainsKey(place.Key)).Take(MostOthers))
            Time(store.Find(place.Key), place.Strategy, place.TrainingSet, plan.Candidates.FirstOrDefault(candidate => candidate.TrainingSet == place.TrainingSet)?.Examples ?? 0, place.Parts);
    }

    private void Time(StoredUnit? unit, string strategy, string trainingSet, int examples, ImmutableSortedDictionary<string, string>? parts)
    {
        // A unit that another machine has run tells nothing of this one.
        if (unit is null || unit.Rows.IsEmpty || unit.Sessions.IsEmpty || unit.Sessions[^1].Machine.Processor != _processor)
            return;
        double? epochs = parts?.GetValueOrDefault("epochs") is { } text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
        _timings.TryAdd(unit.Key, new UnitTiming(
            strategy, unit.Kind, trainingSet, unit.Model.Hash, examples, epochs,
            unit.PreparationSeconds, unit.Rows.Average(row => row.Milliseconds) / 1000));
    }

    private static string? Reason(UnitIdentity identity, ManifestUnit? before, StoredUnit? unit, int answered, int rows) =>
        answered == rows ? null
        : before?.Failure is not null && before.Key == identity.Key ? "failed"
        : unit is not null ? $"{Figures.Count(rows - answered, "eval row")} changed or not answered yet"
        : before is null ? "not run yet"
        : before.Key == identity.Key ? "its result is no longer in the store"
        : UnitIdentity.Difference(before.Parts, identity.Parts);

    /// <summary>Answers that index other labels or fields say nothing here.</summary>
    private AnsweredRow? Answer(StoredUnit? unit, int row)
    {
        if (unit?.Row(plan.Rows[row].Text) is not { } stored || !unit.Labels.SequenceEqual(_names))
            return null;
        var answered = AnsweredRow.Of(unit, stored);
        if (_last is null || answered.Session.Started > _last.Started)
            _last = answered.Session;
        return answered;
    }

    private RunRecord Record(FoundCandidate[] candidates, ImmutableArray<int> shown)
    {
        var record = RunAssembly.Draft(
            plan, origin, _last!, [.. shown.Select(row => plan.Rows[row])], [.. candidates.Select(candidate => candidate.Run(origin, shown, _last!))]);
        record = record with
        {
            // Of the run that was the last to answer anything; 0 where it was stopped.
            DurationSeconds = manifest.Runs?.FirstOrDefault(run => run.Started == _last!.Started)?.DurationSeconds ?? 0,
            Notes = [.. plan.Notes, .. candidates.SelectMany(candidate => candidate.Notes(shown)).Distinct()],
        };
        return RunAssembly.Judged(plan, record with { Notes = [.. record.Notes, .. EarlierRuns.LatencyNotes(record)] });
    }

    private sealed record FoundSeed(int Seed, AnsweredRow?[] Rows, List<StoredUnit> Units)
    {
        public int Answered => Rows.Count(row => row is not null);
    }

    private sealed record FoundCandidate(PlannedCandidate Planned, ImmutableArray<FoundSeed> Seeds, string? Failure)
    {
        public bool Has(int row) => !Seeds.IsEmpty && Seeds.All(seed => seed.Rows[row] is not null);

        public CandidateRun Run(RunOrigin origin, ImmutableArray<int> shown, StoredSession last) => new()
        {
            // What gave the answers knows its size; it may have another name by now.
            Model = Seeds.IsEmpty ? origin.Models[Planned.Model.Name] : Seeds[^1].Units[^1].Model with { Name = Planned.Model.Reference, Provider = Planned.Model.Provider },
            Embedder = Planned.Embedder is { } embedder ? origin.Models[embedder.Name] : null,
            Strategy = Planned.Strategy.Name,
            Kind = Planned.Strategy.Kind,
            TrainingSet = Planned.TrainingSet,
            PartOf = Planned.Part?.Set,
            IsUnadapted = StrategyTraits.IsUnadapted(Planned.Strategy),
            Examples = Planned.Examples,
            Failure = Failure,
            Price = RemoteModels.PriceOf(Planned.Model),
            Detail = Seeds.IsEmpty ? "" : Seeds[^1].Units[^1].Detail,
            Seeds = Failure is not null ? [] :
            [
                .. Seeds.Select(seed => SeedAssembly.Of(
                    seed.Seed,
                    [.. shown.Select(row => seed.Rows[row]!.Value)],
                    seed.Units.Average(unit => unit.PreparationSeconds),
                    seed.Units.Max(unit => unit.PeakMemoryBytes),
                    last,
                    last.Machine) with
                {
                    Probe = seed.Units.Select(unit => unit.Probe).FirstOrDefault(probe => probe is not null),
                    PreparationTokens = seed.Units.All(unit => unit.PreparationTokens is not null) ? seed.Units.Average(unit => unit.PreparationTokens) : null,
                }),
            ],
        };

        public IEnumerable<string> Notes(ImmutableArray<int> shown) => Failure is not null ? [] :
            Seeds.SelectMany(seed => seed.Units.SelectMany(unit => unit.NotesFor(Planned.Strategy.Name)).Concat(SeedAssembly.Notes(shown.Select(row => seed.Rows[row]!.Value))))
                .Distinct().Select(note => $"{Planned.Name}: {note}");
    }
}
