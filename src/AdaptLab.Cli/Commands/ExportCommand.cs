using System.Collections.Immutable;
using System.CommandLine;
using AdaptLab.Cli.Files;
using AdaptLab.Cli.Terminal;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Export;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Native;
using AdaptLab.Results;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab export SPEC`: what a strategy has learned, or what it learns from, for other programs.</summary>
internal static class ExportCommand
{
    private const string Adapter = "adapter", Merged = "merged", Chat = "openai-jsonl";

    /// <summary>Those of <see cref="ModelFolder.Types"/>; to ask it here would load torch into every command.</summary>
    private static readonly string[] DataTypes = ["float32", "bfloat16", "float16"];

    private static readonly Argument<string> Spec = new("SPEC") { Description = "The .adapt file." };

    private static readonly Option<string?> Strategy = new("--strategy", "-s") { Description = "The strategy to export, by its name or kind.", HelpName = "NAME" };

    private static readonly Option<string> To = new("--to") { Description = "The folder to write; it must be empty, or not be there yet.", HelpName = "FOLDER", Required = true };

    private static readonly Option<string> As = Choice("--as", "What to write: the adapter in PEFT's layout, the model with the adapter merged into it, or the examples as OpenAI's fine-tuning takes them.", Adapter, [Adapter, Merged, Chat]);
    private static readonly Option<string> Type = Choice("--dtype", "The type of a merged model's weights.", "float32", DataTypes);
    private static readonly Option<string?> Train = new("--train") { Description = "The training set, where there are several: \"expert + contractors\".", HelpName = "SETS" };
    private static readonly Option<int> Seed = CommonOptions.WholeNumber("--seed", "The seed of the training.", 0, 1, 1_000_000_000);

    static ExportCommand() => To.Validators.Add(result =>
    {
        if (result.Tokens is not [{ Value: var path }])
            return;
        if (File.Exists(path))
            result.AddError($"--to: '{path}' is a file, not a folder.");
        else if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            result.AddError($"--to: '{path}' is not empty. Name a new folder, so that nothing is overwritten.");
    });

    public static Verb Create()
    {
        var command = new Command("export", "Write a trained adapter, a merged model or the examples, for other programs.") { Spec, Strategy, To, As, Type, Train, Seed };
        command.SetAction((parsed, cancellation) =>
        {
            var noColor = parsed.GetValue(CommonOptions.NoColor);
            var request = new Request(
                parsed.GetValue(Strategy), parsed.GetRequiredValue(To), parsed.GetValue(As)!, parsed.GetValue(Type)!, parsed.GetValue(Train), parsed.GetValue(Seed));
            return ExportAsync(parsed.GetRequiredValue(Spec), request, Screen.Output(noColor), Screen.Error(noColor), cancellation);
        });
        return new Verb(command, """
            What was trained by 'adaptlab compare' with the same seed is taken as it was measured; else it is trained now.
            Before success is reported, what was written is read again and compared with the adapter's own answers.

            The folder of a merged model is a model: huggingface("./folder"). An adapter's folder is one to compare:
            strategy lora { adapter: "./folder" }. They have the layouts of transformers and of PEFT; nano itself is a family
            that other programs do not know.

            Examples:
              adaptlab export specs/contract-clauses.adapt --strategy lora --train expert --to adapters/clauses
              adaptlab export specs/contract-clauses.adapt -s lora --train expert --as merged --dtype bfloat16 --to models/clauses
              adaptlab export specs/contract-clauses.adapt --train contractors --as openai-jsonl --to finetuning

            Exit codes:
              0  done
              1  the model failed, or the folder cannot be written
              2  the spec or its data is wrong, or what is asked for cannot be exported

            """);
    }

    private sealed record Request(string? Strategy, string To, string As, string Type, string? Train, int Seed);

    private static async Task<int> ExportAsync(string path, Request request, Screen output, Screen error, CancellationToken cancellation)
    {
        if (await SpecCandidates.ReadAsync(path, PlanOptions.Default with { FirstSeed = request.Seed }, error, cancellation) is not { } spec)
            return ExitCode.UsageError;
        if (request.Strategy is null && request.As != Chat)
            return Refuse($"Say what to export: --strategy, one of {string.Join(", ", spec.Plan.Candidates.Select(candidate => candidate.Strategy.Name).Distinct())}.");
        var (candidate, problem) = spec.Choose(request.Strategy, request.Train);
        if (candidate is null)
            return Refuse(problem!);

        var context = spec.Context(candidate, request.Seed);
        if (request.As == Chat)
            return WriteChat(spec, context, candidate, request.To, output, error);

        NativeMemory.KeepFreedPages();
        using var models = new OpenModels();
        var export = new AdapterExport(spec.Open(models, candidate));
        context = spec.KeptContext(candidate, request.Seed);
        var progress = new Stages(error);
        var check = request.As == Adapter
            ? await export.WriteAdapterAsync(context, request.To, progress, cancellation)
            : await export.WriteMergedAsync(context, request.To, request.Type, progress, cancellation);
        output.Line($"{request.To}: {candidate.Name}, seed {request.Seed}, {(request.As == Adapter ? "adapter in float32" : $"merged model in {request.Type}")}. "
            + $"Read again, it answers {check.Same} of {Figures.Count(check.Texts, "example")} as the adapter does; probabilities differ by at most {check.Difference:0.####}.");
        return ExitCode.Success;

        int Refuse(string message)
        {
            error.Line(("adaptlab export: ", Tones.Bad), (message, Tones.Plain));
            return ExitCode.UsageError;
        }
    }

    private static int WriteChat(SpecCandidates spec, StrategyContext context, PlannedCandidate candidate, string folder, Screen output, Screen error)
    {
        // Cross-validated examples are eval rows in their turn, and there are no others.
        var examples = ChatExamples.Of(context, candidate.Folds.Length > 1 ? [] : spec.Plan.Rows.Select(row => row.Text));
        Directory.CreateDirectory(folder);
        Write("training.jsonl", examples.Training);
        if (!examples.Validation.IsEmpty)
            Write("validation.jsonl", examples.Validation);
        if (examples.Training.Length < ChatExamples.Least)
            error.Line($"warning: OpenAI's fine-tuning takes at least {ChatExamples.Least} examples, and training.jsonl has {examples.Training.Length}.");
        output.Line($"{folder}: {Figures.Count(examples.Training.Length, "example")} of {candidate.TrainingSet} to train on, {examples.Validation.Length} to validate on; none of them is an eval row.");
        return ExitCode.Success;

        void Write(string name, ImmutableArray<string> lines) => AtomicText.Write(Path.Combine(folder, name), string.Concat(lines.Select(line => line + "\n")));
    }

    private static Option<string> Choice(string name, string description, string standard, string[] choices)
    {
        var option = new Option<string>(name) { Description = $"{description} One of {string.Join(", ", choices)}.", HelpName = "KIND", DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var value }] && !choices.Contains(value))
                result.AddError($"{name}: '{value}' is none of {string.Join(", ", choices)}.");
        });
        return option;
    }
}
