using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AdaptLab.Audit;
using AdaptLab.Audit.Similarity;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Editing;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;
using AdaptLab.Results.Store;

namespace AdaptLab.LanguageServer.Workspace;

/// <summary>What only the disk knows of one version of a spec, the files that it names and the results of earlier runs: read
/// when first asked for, and once for all who ask.</summary>
/// <param name="files">What the editor has of the files, in place of what lies on the disk.</param>
/// <param name="path">Of the spec; null where it lies in no file, so that no path in it means anything.</param>
/// <param name="features">Of the texts that an earlier version was audited with.</param>
internal sealed class SpecReading(Compilation compilation, string? path, OpenFiles files, FeatureCache features)
{
    private readonly Lock _starting = new();
    private readonly CancellationTokenSource _abandoned = new();
    private Task<SpecFacts>? _task;
    private Task<ImmutableArray<Diagnostic>?>? _audit;

    public OpenFiles Files => files;

    /// <exception cref="OperationCanceledException">The text or its files have changed since.</exception>
    public Task<SpecFacts> ReadAsync()
    {
        lock (_starting)
            return _task ??= path is null ? Task.FromResult(SpecFacts.None) : Task.Run(StartAsync, _abandoned.Token);
    }

    /// <summary>What the audit of the examples finds; null where there is nothing to audit, or more than is audited unasked.</summary>
    /// <exception cref="OperationCanceledException">The text or its files have changed since.</exception>
    public Task<ImmutableArray<Diagnostic>?> AuditAsync()
    {
        lock (_starting)
            return _audit ??= Task.Run(StartAuditAsync, _abandoned.Token);
    }

    /// <summary>Is cancelled once nobody can use the result any more.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    /// <summary>Ends a reading whose result nobody can use any more.</summary>
    public void Abandon() => _abandoned.Cancel();

    private async Task<SpecFacts> StartAsync()
    {
        // What does not parse means something else than what was written: its files are not worth a word yet.
        if (!compilation.Tree.Diagnostics.IsEmpty)
            return SpecFacts.None;
        var data = await SpecData.ReadAsync(compilation, path!, files, _abandoned.Token);
        return new SpecFacts(data, data.HasData && !compilation.HasErrors ? Results(data) : null);
    }

    private async Task<ImmutableArray<Diagnostic>?> StartAuditAsync()
    {
        if ((await ReadAsync()).Data is not { HasData: true } data || RowCounts.Of(data) > InlayHints.MostAuditedRows)
            return null;
        return ExampleAudit.Run(compilation, data, features, cancellation: _abandoned.Token).Diagnostics();
    }

    private SpecResults? Results(SpecDataReading data)
    {
        var place = StorePlace.Of(path!);
        if (!Directory.Exists(place))
            return null;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(compilation.Text)));
        var stored = StoredResults.Of(RunStore.Open(place), path!, hash, compilation.Spec, data.Data!);
        return stored.Record is { } record
            ? new SpecResults(Comparison.Of(record), stored.StaleCandidates, stored.UnansweredRows) { Estimate = stored.Estimate }
            : null;
    }
}

/// <param name="Data">Null where nothing could be read.</param>
/// <param name="Results">Null where nothing has been run, or where what is written now cannot be.</param>
internal sealed record SpecFacts(SpecDataReading? Data, SpecResults? Results)
{
    public static SpecFacts None { get; } = new(null, null);
}
