using System.CommandLine;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language.Binding;
using AdaptLab.Pretraining.Evaluation;
using AdaptLab.Reading;
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

    private static readonly Option<int[]> Examples = new("--examples")
    {
        Description = "Examples of each label; give several for a table of each.",
        HelpName = "COUNT",
        DefaultValueFactory = _ => [8],
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string[]> Strategies = new("--strategy")
    {
        Description = "Run only these kinds of strategies.",
        HelpName = "KIND",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string> Text = CommonOptions.Folder("--text", "Running text, for bits per byte on the lines of it that training leaves out.", required: false);

    private static readonly Option<int> Questions = CommonOptions.WholeNumber("--questions", "Questions of each reading task, answered with and without their passage.", 0, 200, 100_000);
    private static readonly Option<int> Labels = CommonOptions.WholeNumber("--labels", "The most labels of a task; of more, as many are drawn.", 2, 8, 1000);
    private static readonly Option<int> Draws = CommonOptions.WholeNumber("--draws", "Random draws of labels, examples and rows.", 1, 10, 1000);
    private static readonly Option<int> Rows = CommonOptions.WholeNumber("--rows", "Eval rows of a draw.", 1, 120, 100_000);
    private static readonly Option<int> Orders = CommonOptions.WholeNumber("--orders", "Orders in which the same shots stand in a prompt: of more than one, a table of how much they matter.", 1, 1, 100);
    private static readonly Option<int> Fields = CommonOptions.WholeNumber("--fields", "Examples of a field that is to be found in short texts: a table of how often it is; 0 for none.", 0, 0, 10_000);
    private static readonly Option<int> Seed = CommonOptions.WholeNumber("--seed", "The seed of the first draw.", 0, 1);

    private static readonly Option<string> Names = new("--names")
    {
        Description = "What labels are called: as the task calls them, by letters that say nothing, or by letters with the task's names as descriptions.",
        DefaultValueFactory = _ => NamesOf(LabelNames.Own),
    };

    public static Verb Create()
    {
        Names.AcceptOnlyFromAmong([.. Enum.GetValues<LabelNames>().Select(NamesOf)]);
        Examples.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int[]>() is { } counts && counts.Any(count => count is < 1 or > 10_000))
                result.AddError("--examples takes numbers from 1 to 10000.");
        });
        Strategies.AcceptOnlyFromAmong([.. StrategyTraits.Kinds]);
        var command = new Command("evaluate", "Run every strategy on tasks that the model has not seen, and print tables.") { Tasks, Model, Text, Examples, Strategies, Names, Labels, Draws, Rows, Questions, Orders, Fields, Seed };
        command.SetAction((parsed, cancellation) => Task.Run(() => RunAsync(parsed, cancellation), CancellationToken.None));
        return new Verb(command, """
            Tables are Markdown: bits per byte of running text (--text), token F1 of reading questions by the trained reader and
            by the model, what the order of shots does to `prompt` (--orders), how often a field of a text is found (--fields), and
            then, for each number of examples, a row a task, with the mean accuracy over the draws and its standard deviation;
            beside the strategies, TF-IDF (words 1-2, characters 2-5) with logistic regression and with the nearest neighbour.
            `prompt` has two shots of each label, and `rag` retrieves four rows for each.

            Exit codes:
              0    done
              1    the model failed
              2    there is no such model, or no task to evaluate it on
              130  stopped

            """);
    }

    private static string NamesOf(LabelNames names) => names.ToString().ToLowerInvariant();

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var folder = parsed.GetValue(Model);
        var model = new ModelSpec("model", folder is null ? "embedded" : "huggingface", folder is null ? "nano" : Path.GetFullPath(folder), Properties.Empty, default);
        using var session = ModelSession.Open(model);
        var options = new EvaluationOptions(
            parsed.GetRequiredValue(Tasks), [.. parsed.GetRequiredValue(Examples).Distinct().Order()], parsed.GetValue(Labels),
            parsed.GetValue(Draws), parsed.GetValue(Rows), parsed.GetValue(Seed), [.. parsed.GetValue(Strategies) ?? []],
            Enum.Parse<LabelNames>(parsed.GetRequiredValue(Names), ignoreCase: true));
        try
        {
            if (parsed.GetValue(Text) is { } text) PrintLanguage(session, text, cancellation);
            if (parsed.GetValue(Questions) is > 0 and var questions)
            {
                PrintReader(options, questions, cancellation);
                PrintReading(session, options, questions, cancellation);
            }

            if (parsed.GetValue(Orders) is > 1 and var orders) await PrintOrdersAsync(session, options, orders, cancellation);
            if (parsed.GetValue(Fields) is > 0 and var examples) await PrintFieldsAsync(session, options, examples, cancellation);
            return await PrintTasksAsync(session, options, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Stopped;
        }
    }

    private static void PrintLanguage(ModelSession session, string folder, CancellationToken cancellation)
    {
        Console.WriteLine("| text | bytes | bits per byte |");
        Console.WriteLine("| --- | ---: | ---: |");
        foreach (var score in LanguageEvaluation.Run(session.Model, folder, lines: 60, cancellation))
            Console.WriteLine($"| {score.Source} | {score.Bytes} | {score.BitsPerByte:F3} |");
        Console.WriteLine();
    }

    private static void PrintReading(ModelSession session, EvaluationOptions options, int questions, CancellationToken cancellation)
    {
        var heading = "| questions | rows | token F1 with the passage | without |\n| --- | ---: | ---: | ---: |";
        foreach (var score in ReadingEvaluation.Run(session.Model, options.TaskFolder, questions, options.Seed, cancellation))
        {
            if (heading.Length > 0) Console.WriteLine(heading);
            heading = "";
            Console.WriteLine($"| {score.Task} | {score.Rows} | {Figures.Percent(score.WithPassage)} | {Figures.Percent(score.Without)} |");
        }

        if (heading.Length == 0) Console.WriteLine();
    }

    private static void PrintReader(EvaluationOptions options, int questions, CancellationToken cancellation)
    {
        var scores = ReaderEvaluation.Run(Reader.Shipped, options.TaskFolder, questions, options.Seed, cancellation).ToArray();
        if (scores.Length == 0) return;
        Console.WriteLine("| questions, by the trained reader | rows | token F1 | exact | where it may say none | without the passage | none said of another passage |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var score in scores)
            Console.WriteLine($"| {score.Task} | {score.Rows} | {string.Join(" | ", new[] { score.Best, score.Exact, score.Answered, score.Without, score.None }.Select(share => Figures.Percent(share)))} |");
        Console.WriteLine();
    }

    private static async Task PrintOrdersAsync(ModelSession session, EvaluationOptions options, int orders, CancellationToken cancellation)
    {
        var all = new List<OrderScore>();
        Console.WriteLine($"| prompt, the same shots in {orders} orders | accuracy | standard deviation over orders | answers that change |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        void Print(string task, Func<Func<OrderScore, double>, double> of) =>
            Console.WriteLine($"| {task} | {Figures.Percent(of(score => score.Mean))} | {of(score => score.Spread) * 100:F1} | {Figures.Percent(of(score => score.Changed))} |");
        await foreach (var score in OrderEvaluation.RunAsync(session, options, orders, cancellation))
        {
            all.Add(score);
            Print(score.Task, figure => figure(score));
        }

        if (all.Count > 0) Print("mean", figure => all.Average(figure));
        Console.WriteLine();
    }

    private static async Task PrintFieldsAsync(ModelSession session, EvaluationOptions options, int examples, CancellationToken cancellation)
    {
        var all = new List<FieldScore>();
        Console.WriteLine($"| exact match, {examples} examples of one field | field | rows that have it | {string.Join(" | ", FieldEvaluation.Strategies)} |");
        Console.WriteLine($"| --- | --- | ---: |{string.Concat(FieldEvaluation.Strategies.Select(_ => " ---: |"))}");
        await foreach (var scores in FieldEvaluation.RunAsync(session, options, examples, cancellation))
        {
            all.AddRange(scores);
            Console.WriteLine($"| {scores[0].Task} | {scores[0].Field} | {Figures.Percent(scores[0].Given)} | {string.Join(" | ", scores.Select(score => $"{Figures.Percent(score.Mean)} ± {score.Spread * 100:F1}"))} |");
        }

        if (all.Count > 0)
            Console.WriteLine($"| mean | | {Figures.Percent(all.Average(score => score.Given))} | {string.Join(" | ", FieldEvaluation.Strategies.Select(kind => Figures.Percent(all.Where(score => score.Strategy == kind).Average(score => score.Mean))))} |");
        Console.WriteLine();
    }

    private static async Task<int> PrintTasksAsync(ModelSession session, EvaluationOptions options, CancellationToken cancellation)
    {
        var all = new List<TaskScore>();
        var columns = TaskEvaluation.Columns(options);
        await foreach (var scores in TaskEvaluation.RunAsync(session, options, cancellation))
        {
            var examples = scores[0].Examples;
            if (all.Count == 0 || all[^1].Examples != examples)
            {
                if (all.Count > 0) PrintMeans(all, all[^1].Examples, columns);
                Console.WriteLine($"| {examples} examples a label | chance | {string.Join(" | ", columns)} |");
                Console.WriteLine($"| --- | ---: |{string.Concat(columns.Select(_ => " ---: |"))}");
            }

            all.AddRange(scores);
            Console.WriteLine($"| {scores[0].Task} | {Figures.Percent(scores[0].Chance)} | {string.Join(" | ", scores.Select(s => $"{Figures.Percent(s.Mean)} ± {s.Spread * 100:F1}"))} |");
        }

        if (all.Count == 0)
        {
            await Console.Error.WriteLineAsync($"adaptlab pretrain evaluate: there is no labelled task in '{options.TaskFolder}'.");
            return ExitCode.UsageError;
        }

        PrintMeans(all, all[^1].Examples, columns);
        return ExitCode.Success;
    }

    private static void PrintMeans(List<TaskScore> all, int examples, IEnumerable<string> columns)
    {
        var scores = all.Where(score => score.Examples == examples).ToArray();
        var means = columns.Select(column => Figures.Percent(scores.Where(score => score.Strategy == column).Average(score => score.Mean)));
        Console.WriteLine($"| mean | {Figures.Percent(scores.Average(score => score.Chance))} | {string.Join(" | ", means)} |");
        Console.WriteLine();
    }
}
