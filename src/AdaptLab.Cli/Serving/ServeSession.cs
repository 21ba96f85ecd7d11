using AdaptLab.Cli.Commands;
using AdaptLab.Cli.Terminal;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Serving;

namespace AdaptLab.Cli.Serving;

/// <param name="Train">The training set's name; null for the only one.</param>
/// <param name="Port">0 for any that is free.</param>
internal sealed record ServeRequest(string Spec, string Strategy, string? Train, int Port, int Seed);

/// <summary>From a spec to a strategy that answers, until it is stopped.</summary>
internal sealed class ServeSession(ServeRequest request, Screen output, Screen error)
{
    private readonly TimeProvider _time = TimeProvider.System;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        if (await SpecCandidates.ReadAsync(request.Spec, PlanOptions.Default with { FirstSeed = request.Seed }, error, cancellation) is not { } spec)
            return ExitCode.UsageError;
        var (candidate, problem) = spec.Choose(request.Strategy, request.Train);
        if (candidate is null)
        {
            error.Line(("adaptlab serve: ", Tones.Bad), (problem!, Tones.Plain));
            return ExitCode.UsageError;
        }

        error.Line($"preparing {candidate.Name}");
        using var models = new OpenModels();
        var strategy = spec.Strategy(models, candidate);
        using var predictor = await strategy.PrepareAsync(spec.KeptContext(candidate, request.Seed), null, cancellation);
        var embedder = spec.EmbedderOf(models, candidate);
        return await ServeAsync(
            new ServedModel(
                candidate.Strategy.Name,
                (input, token) => AnswerAsync(spec.Plan, predictor, input, token),
                async (texts, token) => await embedder.EmbedAsync(texts, null, token),
                predictor.Concurrency),
            cancellation);
    }

    private async Task<int> ServeAsync(ServedModel served, CancellationToken cancellation)
    {
        try
        {
            await using var server = await ModelServer.StartAsync(served, request.Port, _time, cancellation);
            output.Line($"serving '{served.Id}' at {server.Address}");
            await StoppedAsync(cancellation);
            error.Line("stopping …");
        }
        catch (IOException taken)
        {
            error.Line(("adaptlab serve: ", Tones.Bad), ($"Port {request.Port} cannot be used: {SafeText.OneLine(taken.Message)} Choose another with --port; 0 takes any that is free.", Tones.Plain));
            return ExitCode.ToolError;
        }

        return ExitCode.Success;
    }

    private static async ValueTask<ServedAnswer> AnswerAsync(Plan plan, IPredictor predictor, string input, CancellationToken cancellation)
    {
        try
        {
            return Answer(plan, await predictor.PredictAsync(input, cancellation));
        }
        catch (StrategyException cannot)
        {
            throw new UnanswerableException(cannot.Message);
        }
    }

    private static ServedAnswer Answer(Plan plan, PredictionResult result) => result.Prediction.Written is { } written
        ? new ServedAnswer(written.Text, [], result.PromptTokens)
        : new ServedAnswer(
            plan.Labels[result.Prediction.Label].Name,
            [.. plan.Labels.Zip(result.Prediction.Probabilities, (label, probability) => (label.Name, (double)probability))],
            result.PromptTokens);

    private static async Task StoppedAsync(CancellationToken cancellation)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellation.Register(stopped.SetResult);
        await stopped.Task;
    }
}
