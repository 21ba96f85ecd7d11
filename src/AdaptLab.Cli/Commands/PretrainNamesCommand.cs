using System.CommandLine;
using AdaptLab.Models.Native;
using AdaptLab.Pretraining.Words;
using AdaptLab.Words;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab pretrain names`: makes what labels' names say by themselves, as it ships.</summary>
internal static class PretrainNamesCommand
{
    private static readonly Option<string> Tasks = CommonOptions.Folder("--tasks", "Labelled tasks to train on: *.jsonl or *.jsonl.xz.");
    private static readonly Option<string> To = CommonOptions.NewFile("--to", "The file to write, in safetensors' layout.");
    private static readonly Option<int> Steps = CommonOptions.WholeNumber("--steps", "Steps of one task each.", 1, 1500, 1_000_000);
    private static readonly Option<int> Seed = CommonOptions.WholeNumber("--seed", "Of every draw.", 0, 1);

    public static Verb Create()
    {
        var command = new Command("names", "Train what labels say by their names.") { Tasks, To, Steps, Seed };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return new Verb(command, """
            Half a minute on one core. It reads texts by the word vectors that ship: when they change, it is to be made anew.

            Exit codes:
              0    done
              1    the file cannot be written, or there is no labelled task
              2    there is no such folder
              130  stopped

            """);
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        TorchNative.EnsureLoaded();
        // Its tensors are too small for several threads.
        TorchSharp.torch.set_num_threads(1);
        try
        {
            var options = new NameTrainingOptions(parsed.GetRequiredValue(Tasks), parsed.GetValue(Seed), parsed.GetValue(Steps));
            NameTraining.Run(options, WordVectors.Shipped, Console.Out.WriteLine, cancellation).Write(parsed.GetRequiredValue(To));
            return ExitCode.Success;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Stopped;
        }
    }
}
