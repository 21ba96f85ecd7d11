using System.CommandLine;
using AdaptLab.Models.Checkpoints;
using AdaptLab.Pretraining.Rows;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab pretrain rows`: trains how nano reads answers off the rows of its prompt.</summary>
internal static class PretrainRowsCommand
{
    private static readonly Option<string> Text = CommonOptions.Folder("--text", "Running text: *.txt or *.txt.xz, a document a line.");
    private static readonly Option<string> Tasks = CommonOptions.Folder("--tasks", "Labelled tasks to train on: *.jsonl or *.jsonl.xz.");
    private static readonly Option<string> Model = CommonOptions.Folder("--model", "A folder with nano, into whose config.json the result is written.");
    private static readonly Option<int> Episodes = CommonOptions.WholeNumber("--episodes", "Prompts' sets of rows that are drawn of each task.", 1, 8, 10_000);
    private static readonly Option<int> Seed = CommonOptions.WholeNumber("--seed", "Of every draw.", 0, 1);

    public static Verb Create()
    {
        var command = new Command("rows", "Train how nano reads answers off the rows of its prompt.") { Text, Tasks, Model, Episodes, Seed };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var path = Path.Combine(parsed.GetRequiredValue(Model), "config.json");
            // Before the minutes that training takes.
            var (config, ends) = (HuggingFaceConfig.Read(path), HuggingFaceConfig.ReadEndTokens(parsed.GetRequiredValue(Model)));
            try
            {
                var weights = RowTraining.Run(
                    new RowTrainingOptions(parsed.GetRequiredValue(Text), parsed.GetRequiredValue(Tasks), parsed.GetValue(Seed), parsed.GetValue(Episodes)),
                    Console.Out.WriteLine, cancellation);
                HuggingFaceConfig.Write(path, config with { RowMemory = weights with { Network = config.RowMemory?.Network ?? 1 } }, ends);
                return ExitCode.Success;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return ExitCode.Stopped;
            }
        }, CancellationToken.None));
        return new Verb(command, """
            Some ten minutes on one core: word vectors are made twice, each time without half of the tasks. On one machine,
            the same seed and texts give the same numbers.

            Exit codes:
              0    done
              1    the model's config.json cannot be read or written, or there are too few tasks
              2    there is no such folder
              130  stopped

            """);
    }
}
