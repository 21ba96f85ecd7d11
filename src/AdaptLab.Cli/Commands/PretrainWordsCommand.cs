using System.CommandLine;
using AdaptLab.Pretraining.Words;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab pretrain words`: makes the word vectors that ship.</summary>
internal static class PretrainWordsCommand
{
    private static readonly Option<string> Text = CommonOptions.Folder("--text", "Running text: *.txt or *.txt.xz, a document a line.");
    private static readonly Option<string> Tasks = CommonOptions.Folder("--tasks", "Labelled tasks to train on: *.jsonl or *.jsonl.xz.");
    private static readonly Option<string> To = CommonOptions.NewFile("--to", "The file to write, in safetensors' layout.");
    private static readonly Option<int> Epochs = CommonOptions.WholeNumber("--epochs", "How often the running text is read.", 1, 2, 1000);
    private static readonly Option<int> Steps = CommonOptions.WholeNumber("--steps", "Steps of contrast, afterwards.", 0, 1500, 1_000_000);
    private static readonly Option<int> Seed = CommonOptions.WholeNumber("--seed", "Of every draw.", 0, 1);

    public static Verb Create()
    {
        var command = new Command("words", "Train word vectors, by which texts are compared without a network.") { Text, Tasks, To, Epochs, Steps, Seed };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var options = new WordTrainingOptions(parsed.GetRequiredValue(Text), parsed.GetRequiredValue(Tasks), parsed.GetValue(Seed))
            {
                Epochs = parsed.GetValue(Epochs),
                Steps = parsed.GetValue(Steps),
            };
            try
            {
                WordTraining.Run(options, Console.Out.WriteLine, cancellation).Write(parsed.GetRequiredValue(To));
                return ExitCode.Success;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return ExitCode.Stopped;
            }
        }, CancellationToken.None));
        return new Verb(command, """
            Minutes on one core. On one machine, the same seed and texts give the same file.

            Exit codes:
              0    done
              1    the file cannot be written
              2    there is no such folder
              130  stopped

            """);
    }
}
