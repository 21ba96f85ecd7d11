using AdaptLab.Cli.Terminal;
using AdaptLab.Data.Planning;
using AdaptLab.Results.Running;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AdaptLab.Cli.Rendering;

/// <summary>Shows a run on a terminal that can redraw.</summary>
internal sealed class LiveProgress(Screen screen, Plan plan, TimeProvider time) : IProgress<RunEvent>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    // Written by the run, one event at a time; read by the display.
    private volatile ProgressState _state = ProgressState.Of(plan);

    public void Report(RunEvent value) => _state = _state.After(value);

    /// <summary>Redraws until the run has ended.</summary>
    public async Task ShowAsync(Task run, CancellationToken stop)
    {
        var display = screen.Console.Live(View(stop)).AutoClear(false).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Top);
        await display.StartAsync(async context =>
        {
            while (!run.IsCompleted)
            {
                await Task.WhenAny(run, Task.Delay(Interval, time, CancellationToken.None));
                context.UpdateTarget(View(stop));
            }

            // The run may have ended between the last look at it and now.
            context.UpdateTarget(View(stop));
        });
    }

    private IRenderable View(CancellationToken stop) =>
        ProgressView.Render(_state, screen.Width, screen.Height, screen.Traits.HasColor, stop.IsCancellationRequested);
}
