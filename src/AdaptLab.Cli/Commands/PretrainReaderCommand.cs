using System.CommandLine;
using AdaptLab.Models.Native;
using AdaptLab.Pretraining.Reading;
using AdaptLab.Reading;
using AdaptLab.Words;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab pretrain reader`: makes the reader that ships.</summary>
internal static class PretrainReaderCommand
{
    private static readonly Option<string> Text = CommonOptions.Folder("--text", "Running text to take passages from: *.txt or *.txt.xz, a document a line.");
    private static readonly Option<string> Tasks = CommonOptions.Folder("--tasks", "Tasks to train on, those with questions: *.jsonl or *.jsonl.xz.");
    private static readonly Option<string> To = CommonOptions.NewFile("--to", "The file to write, in safetensors' layout: anew every hundred steps.");
    private static readonly Option<string?> From = new("--from") { Description = "A reader's file to train on, instead of one that knows nothing.", HelpName = "FILE" };
    private static readonly Option<int> Steps = CommonOptions.WholeNumber("--steps", "Steps of 32 questions.", 1, 6000, 1_000_000);
    private static readonly Option<int> Questions = CommonOptions.WholeNumber("--questions", "Of the questions that people asked, at most: for a curve over their number.", 1, 1_000_000, 1_000_000);
    private static readonly Option<int> Seed = CommonOptions.WholeNumber("--seed", "Of every draw.", 0, 1);

    static PretrainReaderCommand() => From.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: var path }] && !File.Exists(path)) result.AddError($"--from: there is no file '{path}'.");
    });

    public static Verb Create()
    {
        var command = new Command("reader", "Train the reader, which finds answers in passages.") { Text, Tasks, To, From, Steps, Questions, Seed };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return new Verb(command, """
            A quarter of an hour on one core. It reads with the word vectors that ship: when they change, it is to be trained
            anew. Figures in the log are of questions held out of training.

            Exit codes:
              0    done
              1    the file cannot be written, or the reader to train on cannot be read
              2    there is no such folder or file
              130  stopped; what was learned so far is in the file

            """);
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        TorchNative.EnsureLoaded();
        // Its tensors are too small for several threads.
        TorchSharp.torch.set_num_threads(1);
        var file = parsed.GetRequiredValue(To);
        try
        {
            var options = new ReaderTrainingOptions(parsed.GetRequiredValue(Text), parsed.GetRequiredValue(Tasks), parsed.GetValue(Seed), parsed.GetValue(Steps), parsed.GetValue(Questions))
            {
                From = parsed.GetValue(From) is { } from ? ReaderWeights.Read(from) : null,
            };
            ReaderTraining.Run(options, WordVectors.Shipped, Console.Out.WriteLine, weights => weights.Write(file), cancellation);
            return ExitCode.Success;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Stopped;
        }
    }
}
