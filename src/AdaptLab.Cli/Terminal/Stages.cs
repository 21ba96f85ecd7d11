using AdaptLab.Experiments.Strategies;

namespace AdaptLab.Cli.Terminal;

/// <summary>A line for each stage that begins.</summary>
internal sealed class Stages(Screen error) : IProgress<StrategyProgress>
{
    private string _last = "";

    public void Report(StrategyProgress value)
    {
        if (value.Stage == _last)
            return;
        _last = value.Stage;
        error.Line(value.Stage);
    }
}
