using System.CommandLine;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language.Binding;
using AdaptLab.Pretraining.Evaluation;
using AdaptLab.Results;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab pretrain evaluate`: what a base model is worth, on tasks that it has not seen.</summary>
internal static class PretrainEvaluateCommand
{
    private static readonly Option<string> Tasks = CommonOptions.Folder("--tasks", "Labelled tasks kept out of training: *.jsonl or *.jsonl.xz.");

    private static readonly Option<string?> Model = new("--model")
    {
        Description = "A folder with config.json, tokenizer.json and model.safetensors; the embedded nano when left out.",
        HelpName = "FOLDER",
    };

    private static readonly Option<int> Examples = CommonOptions.WholeNumber("--examples", "Examples of each label.", 1, 8, 10_000);
    private static readonly Option<int> Labels = CommonOptions.WholeNumber("--labels", "The most labels of a task; of more, as many are drawn.", 2, 8, 1000);
    private static readonly Option<int> Draws = CommonOptions.WholeNumber("--draws", "Random draws of labels, examples and rows.", 1, 10, 1000);
    private static readonly Option<int> Rows = CommonOptions.WholeNumber("--rows", "Eval rows of a draw.", 1, 120, 100_000);
    private static readonly Option<int> Seed = CommonOptions.WholeNumber("--seed", "The seed of the first draw.", 0, 1);

    public static Verb Create()
    {
        var command = new Command("evaluate", "Run every strategy on tasks that the model has not seen, and print a table.") { Tasks, Model, Examples, Labels, Draws, Rows, Seed };
        command.SetAction((parsed, cancellation) => Task.Run(() => RunAsync(parsed, cancellation), CancellationToken.None));
        return new Verb(command, """
            The table is Markdown: a row a task, with the mean accuracy over the draws and its standard deviation.

            Exit codes:
              0    done
              1    the model failed
              2    there is no such model, or no task to evaluate it on
              130  stopped

            """);
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var folder = parsed.GetValue(Model);
        var model = new ModelSpec("model", folder is null ? "embedded" : "huggingface", folder ?? "nano", Properties.Empty, default);
        using var session = ModelSession.Open(model);
        var options = new EvaluationOptions(
            parsed.GetRequiredValue(Tasks), parsed.GetValue(Examples), parsed.GetValue(Labels), parsed.GetValue(Draws), parsed.GetValue(Rows), parsed.GetValue(Seed));

        Console.WriteLine($"| task | chance | {string.Join(" | ", StrategyTraits.Kinds)} |");
        Console.WriteLine($"| --- | ---: |{string.Concat(StrategyTraits.Kinds.Select(_ => " ---: |"))}");
        var scores = new List<TaskScore>();
        try
        {
            await foreach (var score in TaskEvaluation.RunAsync(session, options, cancellation))
            {
                scores.Add(score);
                var row = scores.Where(other => other.Task == score.Task).ToArray();
                if (row.Length == StrategyTraits.Kinds.Length)
                    Console.WriteLine($"| {score.Task} | {Figures.Percent(score.Chance)} | {string.Join(" | ", row.Select(s => $"{Figures.Percent(s.Mean)} ± {s.Spread * 100:F1}"))} |");
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Stopped;
        }

        if (scores.Count == 0)
        {
            await Console.Error.WriteLineAsync($"adaptlab pretrain evaluate: there is no labelled task in '{options.TaskFolder}'.");
            return ExitCode.UsageError;
        }

        var means = StrategyTraits.Kinds.Select(kind => Figures.Percent(scores.Where(score => score.Strategy == kind).Average(score => score.Mean)));
        Console.WriteLine($"| mean | {Figures.Percent(scores.Average(score => score.Chance))} | {string.Join(" | ", means)} |");
        return ExitCode.Success;
    }
}
