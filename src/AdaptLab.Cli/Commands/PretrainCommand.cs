using System.CommandLine;
using AdaptLab.Pretraining;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab pretrain`: makes nano from nothing.</summary>
internal static class PretrainCommand
{
    private static readonly Option<string> Text = CommonOptions.Folder("--text", "Running text: *.txt or *.txt.xz.");
    private static readonly Option<string> Tasks = CommonOptions.Folder("--tasks", "Labelled tasks: *.jsonl or *.jsonl.xz.");
    private static readonly Option<string> Probe = CommonOptions.Folder("--probe", "Tasks kept out of training, for the figures in the log.");

    private static readonly Option<string> Work = new("--work")
    {
        Description = "Vocabulary, checkpoints and log; training goes on from what it finds there.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => ".pretrain",
    };

    private static readonly Option<long> Steps = CommonOptions.WholeNumber("--steps", "Stop after so many steps in all.", 1, 100_000L, long.MaxValue);
    private static readonly Option<long> DecaySteps = CommonOptions.WholeNumber("--decay-steps", "The last so many steps bring the learning rate down to zero.", 0, 20_000L, long.MaxValue);
    private static readonly Option<long> LessonsFrom = CommonOptions.WholeNumber("--lessons-from", "The step at which the curriculum of episodes begins; a later one begins it anew.", 0, 0L, long.MaxValue);
    private static readonly Option<double> Rate = new("--rate")
    {
        Description = "Factor on every learning rate; less than 1 where a run goes on from a finished one.",
        HelpName = "FACTOR",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<int?> EmbeddingSteps = CommonOptions.WholeNumber<int?>(
        "--embedding-steps", "Steps of the token embeddings alone before the training goes on; when left out, 6000 for a new run and none for one that goes on.", 0, null);

    private static readonly Option<string> From = CommonOptions.Folder("--from", "A model of nano's shape, as 'export' writes it, to begin a new run with; without it a run begins with nothing.", required: false);
    private static readonly Option<int> Seed = CommonOptions.WholeNumber("--seed", "The seed of every random choice.", 0, 1);
    private static readonly Option<int> ProbeEvery = CommonOptions.WholeNumber("--probe-every", "Steps between two checkpoints, each with its figures.", 1, 1000);

    public static Verb Create()
    {
        Rate.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() is > 0 and <= 10))
                result.AddError("--rate takes a number above 0, and at most 10.");
        });
        var command = new Command("pretrain", "Train the embedded model, nano, from nothing.") { Text, Tasks, Probe, Work, Steps, DecaySteps, LessonsFrom, Rate, EmbeddingSteps, From, Seed, ProbeEvery };
        var export = PretrainExportCommand.Create();
        var evaluate = PretrainEvaluateCommand.Create();
        var words = PretrainWordsCommand.Create();
        var names = PretrainNamesCommand.Create();
        var reader = PretrainReaderCommand.Create();
        var rows = PretrainRowsCommand.Create();
        command.Add(export.Command);
        command.Add(evaluate.Command);
        command.Add(words.Command);
        command.Add(names.Command);
        command.Add(reader.Command);
        command.Add(rows.Command);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return new Verb(command, """
            Ctrl+C stops after the current step and writes a checkpoint, from which the same command goes on.

            Exit codes:
              0    done
              1    training failed
              2    a folder is missing
              130  stopped; the checkpoint is written

            """)
        {
            Verbs = [export, evaluate, words, names, reader, rows],
        };
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        PretrainingRun.Run(
            new PretrainingOptions(
                parsed.GetRequiredValue(Text),
                parsed.GetRequiredValue(Tasks),
                parsed.GetRequiredValue(Probe),
                parsed.GetRequiredValue(Work),
                parsed.GetValue(Steps),
                parsed.GetValue(DecaySteps),
                parsed.GetValue(Seed),
                parsed.GetValue(ProbeEvery),
                parsed.GetValue(LessonsFrom),
                parsed.GetValue(Rate),
                parsed.GetValue(EmbeddingSteps),
                parsed.GetValue(From)),
            line => Console.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {line}"),
            cancellation);
        return cancellation.IsCancellationRequested ? ExitCode.Stopped : ExitCode.Success;
    }
}
