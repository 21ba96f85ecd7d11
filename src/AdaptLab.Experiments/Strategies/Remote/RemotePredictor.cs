using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Retrieval;

namespace AdaptLab.Experiments.Strategies.Remote;

/// <summary>Asks a server, with examples that stand or with what is looked up for each input.</summary>
internal sealed class RemotePredictor : IPredictor
{
    /// <summary>Asks the server what it can do, where there is no example to ask it with.</summary>
    private const string AnyInput = "An example.";

    private readonly RemoteSession _session;
    private readonly TaskPrompt _prompt;
    private readonly ImmutableArray<TrainingRow> _shots;
    private readonly PassageIndex? _index;
    private readonly int _count;
    private RemoteAnswering? _answering;

    private RemotePredictor(RemoteSession session, StrategyContext context, ImmutableArray<TrainingRow> shots, PassageIndex? index, int count)
    {
        (_session, _shots, _index, _count) = (session, shots, index, count);
        _prompt = new TaskPrompt(session.Kernel, context);
    }

    public int Concurrency => _session.Options.Concurrency;

    /// <summary>Each request costs, and what it would warm up is not here.</summary>
    public bool NeedsWarmUp => false;

    public string Detail => (_index?.Detail ?? $"shots {_shots.Length}") + _answering!.Detail;

    public ImmutableArray<string> Notes =>
    [
        .. _answering!.Notes,
        .. _index?.Notes ?? [],
        .. Concurrency > 1 ? [$"Latencies are those of single requests to a server, up to {Concurrency} at a time."] : Array.Empty<string>(),
    ];

    public static Task<IPredictor> CreateAsync(RemoteSession session, StrategyContext context, ImmutableArray<TrainingRow> shots, CancellationToken cancellation) =>
        FinishAsync(new RemotePredictor(session, context, shots, null, 0), context, cancellation);

    /// <param name="index">Becomes the predictor's own.</param>
    public static async Task<IPredictor> CreateAsync(RemoteSession session, StrategyContext context, PassageIndex index, int count, CancellationToken cancellation)
    {
        try
        {
            return await FinishAsync(new RemotePredictor(session, context, [], index, count), context, cancellation);
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    public async ValueTask<PredictionResult> PredictAsync(string text, CancellationToken cancellation)
    {
        var (prompt, hits) = await PromptAsync(text, cancellation);
        var result = await _answering!.PredictAsync(prompt, _index is null ? [] : [.. hits.Select(_index.Cite)], cancellation);
        return _index is null ? result : result with { Passages = [.. hits.Select(_index.TextOf)] };
    }

    public void Dispose() => _index?.Dispose();

    private static async Task<IPredictor> FinishAsync(RemotePredictor predictor, StrategyContext context, CancellationToken cancellation)
    {
        var input = context.Examples.Select(row => row.Text).FirstOrDefault() ?? AnyInput;
        predictor._answering = await RemoteAnswering.FindAsync(predictor._session.Model, context, (await predictor.PromptAsync(input, cancellation)).Text, cancellation);
        return predictor;
    }

    private async Task<(string Text, ImmutableArray<SearchHit> Hits)> PromptAsync(string text, CancellationToken cancellation)
    {
        if (_index is null)
            return (await _prompt.RenderAsync(_shots, [], text, cancellation), []);
        var hits = await _index.FindAsync(text, _count, null, cancellation);
        // The nearest one comes last: what is read last weighs most.
        var read = hits.Reverse().ToArray();
        return (await _prompt.RenderAsync(_index.ExamplesIn(read), PassageIndex.PassagesIn(read), text, cancellation), hits);
    }
}
