using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Strategies.Keeping;
using AdaptLab.Models.Adapters;

namespace AdaptLab.Experiments.Strategies.Training;

/// <summary>Trains on the examples, stopping where a part held back gets no better.</summary>
/// <param name="epochs">At most.</param>
/// <param name="create">A new one, as it is before it is trained.</param>
internal sealed class ExampleTraining<T>(StrategyContext context, int epochs, Func<T> create, TrainingKeeping keeping) where T : class, ITrainable
{
    /// <summary>With fewer examples than this, every one counts: training starts anew on all of them, for as many epochs
    /// as were best for the rest.</summary>
    private const int AllBelow = 100;

    /// <param name="promptsOf">Examples as they are trained on.</param>
    /// <param name="describe">Of the best epoch, and whether a part held back has told it: what is said of the training.</param>
    /// <returns>What was trained, now or in an earlier run; the caller's from then on.</returns>
    /// <exception cref="StrategyException">There is nothing to learn from.</exception>
    public async Task<(T Trained, string Detail)> RunAsync(
        Func<ImmutableArray<TrainingRow>, Task<ImmutableArray<AnsweredPrompt>>> promptsOf, Func<int, bool, string> describe,
        IProgress<StrategyProgress>? progress, CancellationToken cancellation)
    {
        if (context.Examples.IsEmpty)
            throw new StrategyException($"'{context.Strategy.Name}' has nothing to learn from: there are 0 examples.");
        if (TrainedBefore() is { } known)
            return known;
        var split = HeldBack.Split(context.Examples, context.Seed);
        var (training, held) = (await promptsOf(split.Training), await promptsOf(split.Held));
        var retrains = !held.IsEmpty && context.Examples.Length < AllBelow;
        T? trained = null;
        try
        {
            // A killed run may have been in the second training already: the first one has told what it was for.
            if (!retrains || keeping.Round() is not (1, var best))
            {
                trained = create();
                best = Loop(trained, 0, 0).Run(training, held, epochs, epochs, Report(progress, epochs, 0, retrains ? 0.5 : 1), cancellation);
            }

            var detail = describe(best, !held.IsEmpty);
            if (retrains)
            {
                trained?.Dispose();
                trained = null;
                trained = create();
                Loop(trained, 1, best).Run([.. training, .. held], [], best, epochs, Report(progress, best, 0.5, 0.5), cancellation);
                detail += ", then all examples";
            }

            keeping.WriteResult(trained!.Weights, detail);
            return (trained, detail);
        }
        catch
        {
            trained?.Dispose();
            throw;
        }
    }

    /// <param name="from">The share of the work that was done before.</param>
    public static Action<int, double, double>? Report(IProgress<StrategyProgress>? progress, int epochs, double from, double share) =>
        progress is null ? null : (epoch, done, loss) => progress.Report(new StrategyProgress($"epoch {epoch}/{epochs}", from + (done * share), loss));

    private EpochLoop Loop(T trained, int round, int best) => new(trained, new TrainingRound(keeping, round, best), context.Seed, context.Meter);

    /// <summary>With the weights that an earlier run has trained; null where there are none.</summary>
    private (T Trained, string Detail)? TrainedBefore()
    {
        if (context.Kept is null)
            return null;
        var trained = create();
        if (keeping.ReadResult(trained.Weights) is { } detail)
        {
            context.Meter.ForgetTotal();
            return (trained, detail);
        }

        trained.Dispose();
        return null;
    }
}
