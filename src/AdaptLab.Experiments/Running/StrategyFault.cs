using AdaptLab.Experiments.Strategies;
using AdaptLab.Remote;
using AdaptLab.Results.Running;
using Microsoft.Extensions.VectorData;

namespace AdaptLab.Experiments.Running;

/// <summary>From what a strategy has thrown to what the user is told.</summary>
internal static class StrategyFault
{
    public static CandidateFault Of(string candidate, Exception exception)
    {
        // A budget is the spec's own; that a server fails is not.
        var isInSpec = exception is StrategyException or RemoteException { Fault: RemoteFault.OverBudget };
        var line = exception.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        var name = exception.GetType().Name;
        return new CandidateFault(
            candidate,
            line is null ? name : isInSpec || exception is RemoteException or VectorStoreException ? line : $"{line} ({name})",
            isInSpec,
            (exception as StrategyException)?.Diagnostic,
            exception.ToString());
    }
}
