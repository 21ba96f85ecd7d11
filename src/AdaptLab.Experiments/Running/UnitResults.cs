using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Results;
using AdaptLab.Results.Running;
using AdaptLab.Results.Store;
using AdaptLab.Retrieval.Places;

namespace AdaptLab.Experiments.Running;

/// <summary>Where a run finds what was measured before, and keeps what it measures.</summary>
/// <param name="IsFresh">Everything is measured anew, and takes the place of what was there.</param>
public sealed record RunStorage(RunStore Store, SpecShelf Shelf, bool IsFresh = false);

/// <summary>The units of one run: from the store, into the store, or only for as long as the run lasts.</summary>
/// <param name="storage">Null where nothing is kept.</param>
internal sealed class UnitResults(Plan plan, RunOrigin origin, StoredSession session, RunStorage? storage)
{
    private readonly UnitIdentities _identities = new(plan, origin.Models);
    private readonly List<ManifestUnit> _manifest = [];

    /// <summary>Where what is searched is kept.</summary>
    public IndexPlaces Indexes { get; } = storage is null
        ? IndexPlaces.InMemory()
        : new IndexPlaces(
            new FolderPlace(storage.Store.Indexes, storage.Store.Prepare, storage.IsFresh),
            new EmbeddingCache(Path.Combine(storage.Store.Indexes, "embeddings"), storage.Store.Prepare, storage.IsFresh),
            storage.IsFresh);

    /// <summary>The run at hand.</summary>
    public StoredSession Session => session;

    public OpenUnit Open(PlannedCandidate candidate, int fold, int seed)
    {
        var identity = _identities.Of(candidate, fold, seed);
        _manifest.Add(new ManifestUnit(candidate.Strategy.Name, candidate.TrainingSet, seed, fold, identity.Key, identity.Parts));
        var known = storage is null or { IsFresh: true } ? null : storage.Store.Find(identity.Key);
        if (known is not null)
            storage!.Store.Touch(identity.Key);
        var start = known ?? new StoredUnit(
            identity.Key, candidate.Strategy.Name, candidate.Strategy.Kind, plan.AnswerNames, origin.Models[candidate.Model.Name], "", [], 0, 0, [], []);
        return new OpenUnit(storage, session, known, start);
    }

    /// <summary>What may be kept of preparing a part of the candidate whose unit was opened last; null where nothing is kept.</summary>
    /// <param name="examples">That the part learns from.</param>
    public KeptFiles? KeptOf(PlannedCandidate candidate, StrategyPart part, ImmutableArray<TrainingRow> examples, int seed)
    {
        if (storage is null)
            return null;
        var key = _identities.Of(candidate, part, examples, seed).Key;
        _manifest[^1] = _manifest[^1] with { KeptParts = [.. (_manifest[^1].KeptParts ?? []).Append(key).Distinct(StringComparer.Ordinal)] };
        return storage.Store.Kept(key, storage.IsFresh);
    }

    /// <summary>Notes down which units hold the results of the spec, for whoever asks later what has changed since.</summary>
    /// <param name="failure">Why the unit that was opened last failed; null where it did not.</param>
    public void Close(string? failure)
    {
        if (_manifest.Count == 0)
            return;
        if (failure is not null)
            _manifest[^1] = _manifest[^1] with { Failure = failure };
        storage?.Shelf.Write(storage.Shelf.Manifest.With(session.Started, _manifest));
        _manifest.Clear();
    }

    /// <summary>Adds the run to the spec's history.</summary>
    /// <param name="record">Null where nothing had finished, which is nothing to look back at.</param>
    public void Close(RunRecord? record)
    {
        if (record is not null)
            storage?.Shelf.Write(storage.Shelf.Manifest.With(PastRun.Of(record)));
    }

    /// <summary>What the reader must know of the store's part in the figures.</summary>
    public IEnumerable<string> Notes()
    {
        if (storage is null)
            yield break;
        if (storage.Store.SetAside is { IsEmpty: false } damaged)
            yield return $"{Figures.Count(damaged.Length, "stored result")} had been damaged, {(damaged.Length == 1 ? "was" : "were")} set aside and measured again.";
        if (storage.Store.Problem is { } problem)
            yield return $"Results could not be kept in {RunStore.FolderName}: {problem}";
        if (Indexes.Own is not FolderPlace indexes)
            yield break;
        if (indexes.Damaged > 0)
            yield return $"{(indexes.Damaged == 1 ? "A stored index" : $"{Figures.Count(indexes.Damaged)} stored indexes")} had been damaged, and {(indexes.Damaged == 1 ? "was" : "were")} made again.";
        if (indexes.Problem is { } unkept)
            yield return $"An index could not be kept in {RunStore.FolderName}, and was searched in memory: {unkept}";
    }
}

/// <summary>One preparation's answers while it is worked on.</summary>
/// <param name="known">What the store holds of it; null for nothing.</param>
/// <param name="start">What it begins with.</param>
internal sealed class OpenUnit(RunStorage? storage, StoredSession session, StoredUnit? known, StoredUnit start) : IDisposable
{
    private readonly StoredUnit? _known = known;
    private UnitWriter? _writer;

    /// <summary>What was prepared: earlier, or by <see cref="Begin"/>.</summary>
    public StoredUnit? Prepared { get; private set; } = known;

    public KeptFiles? Kept { get; } = storage?.Store.Kept(start.Key, isEmpty: storage.IsFresh);

    public AnsweredRow? Known(string text) => _known?.Row(text) is { } row ? AnsweredRow.Of(_known, row) : null;

    /// <param name="took">In this run.</param>
    /// <param name="tokens">That the model has read for it; null where that is not known.</param>
    public void Begin(string detail, ImmutableArray<string> notes, TimeSpan took, long? tokens)
    {
        Prepared = start with
        {
            Detail = detail,
            Notes = notes,
            // What is prepared a second time, to answer a few more rows, is half done already: the first time tells what it takes.
            PreparationSeconds = _known?.PreparationSeconds ?? (took + (Kept?.Spent ?? TimeSpan.Zero)).TotalSeconds,
            PreparationTokens = _known is null ? tokens : _known.PreparationTokens,
            Sessions = start.Sessions.Add(session),
        };
        _writer = storage?.Store.Write(Prepared);
    }

    public AnsweredRow Add(string text, PredictionResult result, double milliseconds)
    {
        ImmutableArray<Citation>? citations = result.Citations.IsEmpty ? null : result.Citations;
        _writer?.Add(new StoredRow(
            ContentHash.OfRow(text), result.Prediction, milliseconds, result.PromptTokens, Prepared!.Sessions.Length - 1, result.Note, result.CompletionTokens, citations));
        return new AnsweredRow(result.Prediction, milliseconds, result.PromptTokens, session, result.Note, result.CompletionTokens, citations);
    }

    /// <param name="probe">What the base has forgotten; null where nobody has asked, and what is known of it stays.</param>
    public void Complete(long peakMemoryBytes, Probe? probe = null)
    {
        Prepared = Prepared! with { PeakMemoryBytes = Math.Max(Prepared.PeakMemoryBytes, peakMemoryBytes), Probe = probe ?? Prepared.Probe };
        _writer?.Complete(Prepared.PeakMemoryBytes, Prepared.Probe);
    }

    public void Dispose() => _writer?.Dispose();
}
