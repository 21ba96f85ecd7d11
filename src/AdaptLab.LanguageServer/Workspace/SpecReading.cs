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
/// <param name="said">What the base model has said of the examples of earlier versions.</param>
internal sealed class SpecReading(Compilation compilation, string? path, OpenFiles files, FeatureCache features, BaseMemory said)
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

    /// <summary>What the audit finds together with what the base model says of the examples; null where there is no audit, or where the
    /// model cannot be asked, or has not answered.</summary>
    /// <param name="folder">As <see cref="Compilation.Parse"/> takes it.</param>
    /// <param name="most">Examples to ask about.</param>
    /// <param name="ask">Asked only where something is not known yet.</param>
    /// <exception cref="OperationCanceledException">The text or its files have changed since.</exception>
    public async Task<ImmutableArray<Diagnostic>?> AskBaseAsync(string folder, int most, Func<BaseQuestion, Task<RunRecord?>> ask)
    {
        if (await AuditAsync() is not { } audit || (await ReadAsync()).Data is not { HasData: true } data || !ExampleAudit.NeedsBase(data))
            return null;
        var known = said.Of(BaseQuestion.FrameOf(compilation, data));
        var (question, _) = await BaseQuestion.OfAsync(compilation, data, path!, folder, most, known, _abandoned.Token);
        if (question is null)
            return null;
        if (question.Asked > 0)
        {
            if (question.Read(await ask(question), data.Labels) is not { } answered)
                return null;
            known = said.Keep(answered);
        }

        return known is null ? audit
            : [.. audit.Where(diagnostic => !ExampleAudit.IsOfBase(diagnostic)), .. ExampleAudit.Conflicts(compilation, data, features, known, _abandoned.Token).Diagnostics()];
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
        // What the base model has said of rows that stay is still so.
        return ExampleAudit.Run(compilation, data, features, said.Of(BaseQuestion.FrameOf(compilation, data)), _abandoned.Token).Diagnostics();
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
