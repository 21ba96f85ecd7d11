using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Models.Inference;
using AdaptLab.Retrieval;

namespace AdaptLab.Experiments.Strategies;

/// <summary>In-context: instruction, labels and some examples stand in the prompt; nothing is trained.</summary>
public sealed class PromptStrategy(ModelSession session) : IStrategy
{
    /// <summary>Kept free for an input, at least; twice the longest example where that is more.</summary>
    private const int LeastInputTokens = 64;

    public StrategyTraits Traits { get; } = StrategyTraits.Of("prompt");

    public async Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        session.CheckModel(context.Strategy);
        var (asked, select) = (context.Strategy.Properties.Integer("shots"), context.Strategy.Properties.Text("select"));
        if (select == "nearest" && asked > 0 && !context.Examples.IsEmpty)
            return await RetrievingPredictor.CreateAsync(session, context with { Documents = [] }, asked, SearchMode.Vector, progress, cancellation);

        var prompt = new TaskPrompt(session.Kernel, context);
        var answers = Answering.For(session, context);
        var shots = ShotSelection.Choose(context.Examples, asked, select, context.Seed, session.CancellableEmbed(cancellation));
        var (kept, dropped) = await FitAsync(context, prompt, answers, shots, cancellation);
        var prefix = await SharedPrefix.ReadAsync(session, input => prompt.RenderAsync(kept, [], input, cancellation));
        var neutral = new List<int[]>();
        foreach (var input in NeutralInputs.Draw(context.Examples)) neutral.Add(session.Encode(await prompt.RenderAsync(kept, [], input, cancellation)));
        answers.Calibrate(neutral, prefix, cancellation);
        ImmutableArray<string> notes = dropped == 0 ? []
            : [DataDiagnostics.ShotsDropped(context.Strategy.Span, context.Strategy.Name, kept.Length, shots.Length, session.Model.Window).Message];
        return new Predictor(session, prompt, answers, kept, prefix, notes);
    }

    /// <summary>Leaves out the last shots until an input of ordinary length fits.</summary>
    private async Task<(ImmutableArray<TrainingRow> Kept, int Dropped)> FitAsync(
        StrategyContext context, TaskPrompt prompt, IAnswering answers, ImmutableArray<TrainingRow> shots, CancellationToken cancellation)
    {
        var longest = context.Examples.Select(row => Length(row.Text)).DefaultIfEmpty().Max();
        var room = answers.Room - Math.Max(LeastInputTokens, 2 * longest);
        int Length(string text)
        {
            cancellation.ThrowIfCancellationRequested();
            return session.Encode(PromptLayout.OneLine(text)).Length;
        }

        async Task<int> TokensAsync(int count) => session.Encode(await prompt.RenderAsync(shots.Take(count), [], "", cancellation)).Length;

        if (await TokensAsync(shots.Length) <= room) return (shots, 0);
        if (await TokensAsync(0) is var bare && bare > room) throw answers.TooLong(bare);
        // More shots are more tokens, so the most that fit are found by halving.
        var (fits, fails) = (0, shots.Length);
        while (fails - fits > 1)
        {
            var count = (fits + fails) / 2;
            if (await TokensAsync(count) <= room) fits = count;
            else fails = count;
        }

        return (shots[..fits], shots.Length - fits);
    }

    private sealed class Predictor(
        ModelSession session, TaskPrompt prompt, IAnswering answers, ImmutableArray<TrainingRow> shots, PromptPrefix prefix, ImmutableArray<string> notes)
        : IPredictor
    {
        public string Detail => $"shots {shots.Length}{answers.Detail}";

        public ImmutableArray<string> Notes => notes;

        public async ValueTask<PredictionResult> PredictAsync(string text, CancellationToken cancellation)
        {
            var ids = session.Encode(await prompt.RenderAsync(shots, [], text, cancellation));
            return new PredictionResult(answers.Predict(ids, prefix, [text]), ids.Length);
        }

        public void Dispose() => prefix.Dispose();
    }
}
