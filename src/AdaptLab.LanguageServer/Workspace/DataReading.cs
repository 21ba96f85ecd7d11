using AdaptLab.Data;
using AdaptLab.Language;

namespace AdaptLab.LanguageServer.Workspace;

/// <summary>The files that one version of a spec names, read when first asked for and once for all who ask.</summary>
/// <param name="path">Of the spec; null where it lies in no file, so that no path in it means anything.</param>
internal sealed class DataReading(Compilation compilation, string? path)
{
    private readonly Lock _starting = new();
    private readonly CancellationTokenSource _abandoned = new();
    private Task<SpecDataReading?>? _task;

    /// <summary>Null where nothing can be read: what does not parse means something else than what was written.</summary>
    /// <exception cref="OperationCanceledException">The text or its files have changed since.</exception>
    public Task<SpecDataReading?> ReadAsync()
    {
        lock (_starting)
            return _task ??= path is null ? Task.FromResult<SpecDataReading?>(null) : Task.Run(StartAsync, _abandoned.Token);
    }

    /// <summary>Ends a reading whose result nobody can use any more.</summary>
    public void Abandon() => _abandoned.Cancel();

    private async Task<SpecDataReading?> StartAsync() =>
        compilation.Tree.Diagnostics.IsEmpty ? await SpecData.ReadAsync(compilation, path!, _abandoned.Token) : null;
}
