using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies.Keeping;
using AdaptLab.Results;
using AdaptLab.Results.Store;

namespace AdaptLab.Experiments.Strategies.Cascade;

/// <summary>Strategies one after the other: each answers where it is sure enough, and asks the next one where it is not.</summary>
/// <param name="strategyOf">The strategy of a kind, for the steps.</param>
/// <param name="time">Tells when it is worth while to keep how far the asking about held-back examples is; null for the system's.</param>
public sealed class CascadeStrategy(Func<string, IStrategy> strategyOf, TimeProvider? time = null) : IStrategy
{
    /// <summary>Where no example can be held back to find out.</summary>
    private const double UsualThreshold = 0.8;

    public StrategyTraits Traits { get; } = StrategyTraits.Of("cascade");

    public async Task<IPredictor> PrepareAsync(StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var (thresholds, note) = await ThresholdsAsync(context, progress, cancellation);
        var predictors = ImmutableArray.CreateBuilder<IPredictor>();
        try
        {
            foreach (var part in context.Parts)
            {
                var kept = context.KeptOf(part, context.Examples);
                predictors.Add(await PrepareAsync(part, context, context.Examples, kept, progress, cancellation));
                Count(kept, context);
            }

            return new Predictor([.. context.Parts.Select(part => part.Strategy.Name)], thresholds, predictors.ToImmutable(), note);
        }
        catch
        {
            foreach (var predictor in predictors) predictor.Dispose();
            throw;
        }
    }

    private async Task<(ImmutableArray<double> Thresholds, string? Note)> ThresholdsAsync(
        StrategyContext context, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var count = context.Parts.Length - 1;
        if (context.Strategy.Properties.Has("confidence"))
            return ([.. Enumerable.Repeat(context.Strategy.Properties.Number("confidence"), count)], null);
        var split = HeldBack.Split(context.Examples, context.Seed);
        if (split.Held.IsEmpty)
        {
            return ([.. Enumerable.Repeat(UsualThreshold, count)],
                $"there are too few examples to hold some back, so a step asks on where it is less than {Figures.Percent(UsualThreshold, 0)} sure.");
        }

        var answers = new List<ImmutableArray<(bool, double)>>();
        foreach (var part in context.Parts)
            answers.Add(await HeldAnswersAsync(part, context, split, progress, cancellation));
        return (CascadeThresholds.Choose(answers), $"when to ask on was found out from {Figures.Count(split.Held.Length, "example")} that were held back.");
    }

    /// <summary>What a step answers that has not learnt from the rows, as far as an earlier run has not asked it.</summary>
    private async Task<ImmutableArray<(bool IsRight, double Confidence)>> HeldAnswersAsync(
        StrategyPart part, StrategyContext context, HeldBack split, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        var files = context.KeptOf(part, split.Training);
        var kept = new HeldAnswers(new KeptState(files, time ?? TimeProvider.System), split.Held);
        var answers = kept.Read();
        // What the step has read to be prepared was read by an earlier run.
        if (answers.Count > 0) context.Meter.ForgetTotal();
        if (answers.Count < split.Held.Length)
        {
            var wasBegun = answers.Count > 0;
            var preparation = context.KeptOf(part, split.Training);
            using var predictor = await PrepareAsync(part, context, split.Training, preparation, progress, cancellation);
            // Where answers are known, the time of preparing is in theirs.
            if (!wasBegun && files is not null) files.Spent = preparation!.Spent;
            foreach (var row in split.Held[answers.Count..])
            {
                cancellation.ThrowIfCancellationRequested();
                var prediction = (await predictor.PredictAsync(row.Text, cancellation)).Prediction;
                answers.Add((prediction.Label, Confidence(prediction)));
                kept.Write(answers);
            }
        }

        Count(files, context);
        return [.. split.Held.Zip(answers, (row, answer) => (row.Label == answer.Label, answer.Confidence))];
    }

    /// <summary>As if it were a strategy by itself: what that has kept is found here, and the other way round.</summary>
    private async Task<IPredictor> PrepareAsync(
        StrategyPart part, StrategyContext context, ImmutableArray<TrainingRow> examples, KeptFiles? kept, IProgress<StrategyProgress>? progress, CancellationToken cancellation) =>
        await strategyOf(part.Traits.Kind).PrepareAsync(
            context with { Strategy = part.Strategy, Parts = part.Parts, Examples = examples, Kept = kept }, progress, cancellation);

    /// <summary>What was put into a step earlier counts as if it had been made here.</summary>
    private static void Count(KeptFiles? ofStep, StrategyContext context)
    {
        if (ofStep is not null && context.Kept is { } own) own.Spent += ofStep.Spent;
    }

    private static double Confidence(Prediction prediction) => prediction.Probabilities[prediction.Label];

    private sealed class Predictor(ImmutableArray<string> names, ImmutableArray<double> thresholds, ImmutableArray<IPredictor> steps, string? note) : IPredictor
    {
        /// <summary>All steps run on one model.</summary>
        public int Concurrency => steps[0].Concurrency;

        public bool NeedsWarmUp => steps[0].NeedsWarmUp;

        public string Detail => string.Join(", ", names.Select((name, step) => step == 0 ? name : $"then {name} below {Share(thresholds[step - 1])}"));

        public ImmutableArray<string> Notes => [.. steps.SelectMany(step => step.Notes), .. note is null ? [] : new[] { note }];

        public async ValueTask<PredictionResult> PredictAsync(string text, CancellationToken cancellation)
        {
            var (read, written) = (0, 0);
            TimeSpan? took = null;
            for (var step = 0; ; step++)
            {
                var result = await steps[step].PredictAsync(text, cancellation);
                read += result.PromptTokens;
                written += result.CompletionTokens;
                took = result.Took is { } time ? (took ?? TimeSpan.Zero) + time : took;
                if (step < thresholds.Length && Confidence(result.Prediction) < thresholds[step]) continue;
                // What was read in vain has been paid for as well.
                return result with { PromptTokens = read, CompletionTokens = written, Took = took, Note = step == 0 ? result.Note : $"{names[step]} was asked: {string.Join(" and ", names[..step])} had not been sure enough." };
            }
        }

        public void Dispose()
        {
            foreach (var step in steps) step.Dispose();
        }

        private static string Share(double threshold) => double.IsInfinity(threshold) ? "any confidence" : Figures.Percent(threshold);
    }
}
