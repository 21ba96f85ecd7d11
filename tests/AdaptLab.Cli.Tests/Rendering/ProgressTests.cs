using AdaptLab.Cli.Rendering;
using AdaptLab.Data.Planning;
using AdaptLab.Language.Binding;
using AdaptLab.Results;
using AdaptLab.Results.Running;
using Spectre.Console;
using Spectre.Console.Testing;

namespace AdaptLab.Cli.Tests.Rendering;

public class ProgressTests
{
    private static readonly Plan Plan = new(
        new TaskSpec("clauses", TaskKind.Classify, null, [], [], default),
        "accuracy",
        [],
        [],
        [Candidate("prompt", "expert", 1), Candidate("lora", "expert", 3), Candidate("lora wide rank 16", "expert + contractors", 3)],
        [],
        []);

    /// <summary>What happens in a run, in order.</summary>
    private static readonly RunEvent[] Events =
    [
        new CandidateStarted(0),
        new Preparing(0, 0, "choosing shots", null, null, null),
        new RowAnswered(0, 0, 1, 160, TimeSpan.FromSeconds(14)),
        new RowAnswered(0, 0, 160, 160, TimeSpan.Zero),
        new CandidateFinished(0, Run("prompt", "shots 8"), 0.706),
        new CandidateStarted(1),
        new Preparing(1, 1, "epoch 6/10", 0.6, 0.4123, TimeSpan.FromSeconds(3734)),
        new RowAnswered(1, 1, 54, 160, TimeSpan.FromSeconds(74)),
        new CandidateFinished(1, Run("lora", "") with { Failure = "Out of memory (a long explanation that does not fit on any line of a narrow terminal)" }, null),
    ];

    [Fact]
    public void Each_candidate_has_its_line()
    {
        var lines = Drawn(After(7), 120);
        Assert.Equal("  prompt             expert                ████████████████████  70.6 %   shots 8", lines[0]);
        Assert.Equal("  lora               expert                ████████████░░░░░░░░  seed 2/3, epoch 6/10, loss 0.41  1:02:14 left", lines[1]);
        Assert.Equal("  lora wide rank 16  expert + contractors  waiting …", lines[2]);
    }

    [Fact]
    public void While_rows_are_answered_the_bar_counts_them()
    {
        Assert.Equal("  lora               expert                ███████░░░░░░░░░░░░░  seed 2/3, 54/160  01:14 left", Drawn(After(8), 110)[1]);
        Assert.Equal("  prompt             expert                ░░░░░░░░░░░░░░░░░░░░  1/160  00:14 left", Drawn(After(3), 110)[0]);
    }

    [Fact]
    public void A_failure_is_said_in_place_of_the_bar() =>
        Assert.StartsWith("  lora               expert                failed: Out of memory", Drawn(After(9), 110)[1]);

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public void No_line_is_wider_than_the_terminal(int width)
    {
        for (var events = 0; events <= Events.Length; events++)
            Assert.All(Drawn(After(events), width), line => Assert.InRange(line.GetCellWidth(), 0, width - 1));
    }

    [Fact]
    public void Where_there_is_no_room_what_runs_is_said_without_its_figures() =>
        Assert.Equal("  lora               expert           ██████░░░░  seed 2/3  1:02:14 left", Drawn(After(7), 76)[1]);

    [Fact]
    public void More_candidates_than_lines_scroll_with_the_run()
    {
        var state = new ProgressState([.. Enumerable.Range(0, 40).Select(i => new CandidateProgress($"lora rank {i}", "expert", 1)
        {
            Phase = i < 30 ? Phase.Finished : i == 30 ? Phase.Running : Phase.Waiting,
        })]);
        var lines = Drawn(state, 80, height: 12);
        Assert.Equal(8, lines.Length);
        Assert.Contains(lines, line => line.Contains("lora rank 30", StringComparison.Ordinal));
        Assert.Equal("  30 of 40 finished", lines[^1]);
    }

    [Fact]
    public void Stopping_is_said() =>
        Assert.Equal("  stopping … (Ctrl+C again ends at once)", Drawn(After(3), 80, isStopping: true)[^1]);

    [Fact]
    public void A_log_has_a_line_for_each_start_and_end()
    {
        var (screen, console) = Screens.Of(null);
        var progress = new PlainProgress(screen, Plan, new StillTime());
        foreach (var happened in Events)
            progress.Report(happened);
        Assert.Equal(
            """
            [1/3] prompt on expert: started
            [1/3] prompt on expert: accuracy 70.6 %, took – (shots 8)
            [2/3] lora on expert: started
            [2/3] lora on expert: failed

            """.ReplaceLineEndings("\n"),
            console.Output);
    }

    [Fact]
    public async Task The_live_display_ends_with_the_last_state()
    {
        var (screen, console) = Screens.Of(110, canRedraw: true);
        var progress = new LiveProgress(screen, Plan, TimeProvider.System);
        foreach (var happened in Events)
            progress.Report(happened);
        // However short the run: its end is drawn, too.
        await progress.ShowAsync(Task.CompletedTask, CancellationToken.None);
        Assert.Contains("failed: Out of memory", console.Output[console.Output.LastIndexOf("  prompt", StringComparison.Ordinal)..]);
    }

    private static ProgressState After(int events) => Events[..events].Aggregate(ProgressState.Of(Plan), (state, happened) => state.After(happened));

    private static string[] Drawn(ProgressState state, int width, int height = 24, bool isStopping = false)
    {
        using var console = new TestConsole();
        console.Profile.Width = width;
        console.Write(ProgressView.Render(state, width, height, hasColor: false, isStopping));
        return console.Output.TrimEnd('\n').Split('\n');
    }

    private static PlannedCandidate Candidate(string strategy, string set, int seeds) => new(
        null!, new StrategySpec(strategy.Split(' ')[0], strategy, Properties.Empty, default), set, 21, [], [], [.. Enumerable.Range(1, seeds)]) { Model = null! };

    private static CandidateRun Run(string strategy, string detail) =>
        new() { Strategy = strategy, Kind = strategy, TrainingSet = "expert", Examples = 21, Seeds = [], Detail = detail };

    private sealed class StillTime : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
