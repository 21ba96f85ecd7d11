using System.Collections.Immutable;
using System.Text.Json;

namespace AdaptLab.Results.Store;

/// <summary>Puts the rows of one unit into the store as they are answered.</summary>
public sealed class UnitWriter : IDisposable
{
    private readonly RunStore _store;
    private readonly List<StoredRow> _rows = [];
    private readonly UnitJournal? _journal;
    private readonly StoredUnit _unit;

    /// <param name="unit">With the rows that are known already.</param>
    internal UnitWriter(RunStore store, StoredUnit unit)
    {
        _store = store;
        _unit = unit;
        // A journal that was left behind holds rows that this one would overwrite.
        if (File.Exists(store.Folder.Journal(unit.Key)))
            store.WriteOrGiveUp(() => Snapshot(unit));
        try
        {
            store.Folder.Prepare();
            _journal = UnitJournal.Begin(store.Folder.Journal(unit.Key), unit);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A run of another spec writes the same unit, or nothing can be written at all: then there is a snapshot at the end or none.
        }
    }

    public void Add(StoredRow row)
    {
        _rows.Add(row);
        if (_journal is not null)
            _store.WriteOrGiveUp(() => _journal.Add(row));
    }

    /// <summary>All rows that were asked for are answered.</summary>
    public void Complete(long peakMemoryBytes, Probe? probe = null)
    {
        _store.WriteOrGiveUp(() => Snapshot(_unit with { Probe = probe, PeakMemoryBytes = Math.Max(peakMemoryBytes, _unit.PeakMemoryBytes) }));
        _journal?.Dispose();
        if (_journal is not null)
            _store.WriteOrGiveUp(() => File.Delete(_store.Folder.Journal(_unit.Key)));
    }

    /// <summary>What was answered stays, also where it is not complete.</summary>
    public void Dispose() => _journal?.Dispose();

    private void Snapshot(StoredUnit unit) =>
        CheckedFile.Write(_store.Folder.Unit(unit.Key), JsonSerializer.SerializeToUtf8Bytes(unit.With(_rows), StoreContext.Default.StoredUnit));
}
