using AdaptLab.Results.Running;

namespace AdaptLab.Experiments.Tests.Running;

internal sealed class Recorder : List<RunEvent>, IProgress<RunEvent>
{
    public void Report(RunEvent value) => Add(value);
}
