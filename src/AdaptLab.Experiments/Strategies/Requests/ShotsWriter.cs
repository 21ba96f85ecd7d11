using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Experiments.Strategies.Requests;

/// <summary>The input beside the same examples every time.</summary>
internal sealed class ShotsWriter : IRequestWriter
{
    /// <summary>Kept free for an input, at least; twice the longest example where that is more.</summary>
    private const int LeastInputTokens = 64;

    private readonly ModelSession _session;
    private readonly TaskPrompt _prompt;
    private readonly ImmutableArray<TrainingRow> _shots;

    private ShotsWriter(ModelSession session, TaskPrompt prompt, ImmutableArray<TrainingRow> shots, ImmutableArray<string> notes) =>
        (_session, _prompt, _shots, Notes) = (session, prompt, shots, notes);

    public string Detail => $"shots {_shots.Length}";

    public ImmutableArray<string> Notes { get; }

    public ImmutableArray<TrainingRow> Examples => _shots;

    /// <param name="context">Whose strategy is `prompt`.</param>
    /// <exception cref="StrategyException">The template cannot be used, or not even the instruction fits.</exception>
    public static async Task<IRequestWriter> CreateAsync(ModelSession session, StrategyContext context, IAnswering answers, CancellationToken cancellation)
    {
        var prompt = new TaskPrompt(session.Kernel, context);
        var properties = context.Strategy.Properties;
        var shots = ShotSelection.Choose(context.Examples, properties.Integer("shots"), properties.Text("select"), context.Seed, session.CancellableEmbed(cancellation));
        var kept = await FitAsync(session, context, prompt, answers, shots, cancellation);
        return new ShotsWriter(session, prompt, kept, kept.Length == shots.Length ? []
            : [DataDiagnostics.ShotsDropped(context.Strategy.Span, context.Strategy.Name, kept.Length, shots.Length, session.Model.Window).Message]);
    }

    public async ValueTask<Request> WriteAsync(string input, TrainingRow? example, CancellationToken cancellation)
    {
        ImmutableArray<TrainingRow> shots = [.. _shots.Where(shot => !shot.Tells(example))];
        var text = await _prompt.RenderAsync(shots, [], input, cancellation);
        return new Request(text, _session.Encode(text), [input], []) { Examples = shots };
    }

    public async ValueTask<string> WriteCommonAsync(string input, CancellationToken cancellation) => await _prompt.RenderAsync(_shots, [], input, cancellation);

    public void Dispose()
    {
    }

    /// <summary>Leaves out the last shots until an input of ordinary length fits.</summary>
    private static async Task<ImmutableArray<TrainingRow>> FitAsync(
        ModelSession session, StrategyContext context, TaskPrompt prompt, IAnswering answers, ImmutableArray<TrainingRow> shots, CancellationToken cancellation)
    {
        var longest = context.Examples.Select(row => Length(row.Text)).DefaultIfEmpty().Max();
        var room = answers.Room - Math.Max(LeastInputTokens, 2 * longest);
        int Length(string text)
        {
            cancellation.ThrowIfCancellationRequested();
            return session.Encode(PromptLayout.OneLine(text)).Length;
        }

        async Task<int> TokensAsync(int count) => session.Encode(await prompt.RenderAsync(shots.Take(count), [], "", cancellation)).Length;

        if (await TokensAsync(shots.Length) <= room) return shots;
        if (await TokensAsync(0) is var bare && bare > room) throw answers.TooLong(bare);
        // More shots are more tokens, so the most that fit are found by halving.
        var (fits, fails) = (0, shots.Length);
        while (fails - fits > 1)
        {
            var count = (fits + fails) / 2;
            if (await TokensAsync(count) <= room) fits = count;
            else fails = count;
        }

        return shots[..fits];
    }
}
