using System.Collections.Immutable;
using AdaptLab.Experiments.Strategies.Keeping;
using AdaptLab.Models.Adapters;

namespace AdaptLab.Experiments.Strategies.Training;

/// <summary>Trains on the examples, on all of them.</summary>
/// <param name="create">A new one, as it is before it is trained.</param>
internal sealed class ExampleTraining<T>(StrategyContext context, int epochs, Func<T> create, TrainingKeeping keeping) where T : class, ITrainable
{
    /// <param name="prompts">The examples as they are trained on.</param>
    /// <returns>What was trained, now or in an earlier run; the caller's from then on.</returns>
    /// <exception cref="StrategyException">There is nothing to learn from.</exception>
    public async Task<T> RunAsync(Func<Task<ImmutableArray<AnsweredPrompt>>> prompts, IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        if (context.Examples.IsEmpty)
            throw new StrategyException($"'{context.Strategy.Name}' has nothing to learn from: there are 0 examples.");
        if (TrainedBefore() is { } known)
            return known;
        var training = await prompts();
        var trained = create();
        try
        {
            new EpochLoop(trained, keeping, context.Seed, context.Meter).Run(training, epochs, Report(progress, epochs), cancellation);
            keeping.WriteResult(trained.Weights);
            return trained;
        }
        catch
        {
            trained.Dispose();
            throw;
        }
    }

    public static Action<int, double, double>? Report(IProgress<StrategyProgress>? progress, int epochs) =>
        progress is null ? null : (epoch, done, loss) => progress.Report(new StrategyProgress($"epoch {epoch}/{epochs}", done, loss));

    /// <summary>With the weights that an earlier run has trained; null where there are none.</summary>
    private T? TrainedBefore()
    {
        if (context.Kept is null)
            return null;
        var trained = create();
        if (keeping.ReadResult(trained.Weights))
        {
            context.Meter.ForgetTotal();
            return trained;
        }

        trained.Dispose();
        return null;
    }
}
