using AdaptLab.Experiments.Strategies;
using AdaptLab.Results.Running;

namespace AdaptLab.Experiments.Running;

/// <summary>From what a strategy has thrown to what the user is told.</summary>
internal static class StrategyFault
{
    public static CandidateFault Of(string candidate, Exception exception)
    {
        var isInSpec = exception is StrategyException;
        var line = exception.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        var name = exception.GetType().Name;
        return new CandidateFault(
            candidate,
            line is null ? name : isInSpec ? line : $"{line} ({name})",
            isInSpec,
            (exception as StrategyException)?.Diagnostic,
            exception.ToString());
    }
}
