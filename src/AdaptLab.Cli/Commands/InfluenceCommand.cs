using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AdaptLab.Cli.Terminal;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Influence;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language.Binding;
using AdaptLab.Models.Native;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Cli.Commands;

/// <summary>`adaptlab influence SPEC`: which examples help a `lora` on the eval rows, and which harm.</summary>
internal static class InfluenceCommand
{
    private const int LongestText = 90;

    private static readonly Argument<string> Spec = new("SPEC") { Description = "The .adapt file." };
    private static readonly Option<string> Strategy = new("--strategy", "-s") { Description = "A strategy of the kind lora.", HelpName = "NAME", DefaultValueFactory = _ => "lora" };
    private static readonly Option<string?> Train = new("--train") { Description = "The training set, where there are several: \"expert + contractors\".", HelpName = "SETS" };
    private static readonly Option<int> Seed = CommonOptions.WholeNumber("--seed", "The first seed of the trainings.", 0, 1, 1_000_000_000);
    private static readonly Option<int> Seeds = CommonOptions.WholeNumber("--seeds", "Over how many trainings influences are summed.", 1, 1, 100);
    private static readonly Option<int> Top = CommonOptions.WholeNumber("--top", "How many of the most harmful and of the most helpful examples are shown.", 1, 10, 10_000);
    private static readonly Option<int> Remove = CommonOptions.WholeNumber("--remove", "Also train without so many of the most harmful ones, and compare: influences then come from one half of the eval rows and are judged on the other.", 0, 0, 100_000);
    private static readonly Option<int> Draws = CommonOptions.WholeNumber("--draws", "With --remove: how often as many examples are left out at random.", 1, 9, 1000);
    private static readonly Option<bool> Json = CommonOptions.Json("Print every example with its influence as JSON.");

    public static Verb Create()
    {
        var command = new Command("influence", "Say which examples help a lora on the eval rows, and which harm.") { Spec, Strategy, Train, Seed, Seeds, Top, Remove, Draws, Json };
        command.SetAction((parsed, cancellation) =>
        {
            var noColor = parsed.GetValue(CommonOptions.NoColor);
            var request = new Request(
                parsed.GetValue(Strategy)!, parsed.GetValue(Train), [.. Enumerable.Range(parsed.GetValue(Seed), parsed.GetValue(Seeds))],
                parsed.GetValue(Top), parsed.GetValue(Remove), parsed.GetValue(Draws), parsed.GetValue(Json));
            return RunAsync(parsed.GetRequiredValue(Spec), request, Screen.Output(noColor), Screen.Error(noColor), cancellation);
        });
        return new Verb(command, """
            Influence is what the gradients of the training say: how far a step for an example was a step for the eval rows
            (docs/audit.md). Of head and of retrieval 'adaptlab audit' knows it exactly, by leaving each example out.

            Examples:
              adaptlab influence specs/contract-clauses.adapt --train contractors
              adaptlab influence specs/contract-clauses.adapt --train contractors --remove 52 --draws 19

            Exit codes:
              0  done
              1  the model failed
              2  the command line, the spec or its data is wrong

            """);
    }

    private sealed record Request(string Strategy, string? Train, ImmutableArray<int> Seeds, int Top, int Remove, int Draws, bool AsJson);

    private static async Task<int> RunAsync(string path, Request request, Screen output, Screen error, CancellationToken cancellation)
    {
        if (await SpecCandidates.ReadAsync(path, PlanOptions.Default, error, cancellation) is not { } spec)
            return ExitCode.UsageError;
        var (candidate, problem) = spec.Choose(request.Strategy, request.Train);
        if (candidate is null)
            return Refuse(problem!);
        if (candidate.Strategy.Kind != "lora" || candidate.Strategy.Properties.TextOrNull("adapter") is not null)
            return Refuse($"'{candidate.Strategy.Name}' trains no adapter here. Of head and of retrieval, 'adaptlab audit' tells influences.");
        if (candidate.Folds.Length > 1)
            return Refuse("There are no eval rows apart from the examples: with folds, every example would be judged by itself.");
        if (request.Remove > 0 && spec.Plan.Task.Kind != TaskKind.Classify)
            return Refuse("--remove is for tasks with labels: this one writes its answers.");
        if (request.Remove >= candidate.Examples)
            return Refuse($"--remove: there are only {Figures.Count(candidate.Examples, "example")}.");

        NativeMemory.KeepFreedPages();
        using var models = new OpenModels();
        var context = spec.Context(candidate, request.Seeds[0]);
        ImmutableArray<TrainingRow> rows = [.. spec.Plan.Rows.Select(row => new TrainingRow(row.Text, row.Gold, row.Source) { Values = row.Expected })];
        var (judged, held) = request.Remove > 0 ? Halves(rows) : (rows, []);
        var progress = new Stages(error);
        var influential = await GradientInfluence.OfAsync(spec.Open(models, candidate), context, judged, request.Seeds, progress, cancellation);
        var check = request.Remove == 0 ? null
            : await RemovalCheck.OfAsync(spec.Strategy(models, candidate), context, influential, held, request.Remove, request.Draws, request.Seeds, progress, cancellation);
        if (request.AsJson)
            await Console.Out.WriteLineAsync(JsonOf(context, candidate, influential, check));
        else
            Show(output, context, candidate, influential, judged.Length, request.Top, check);
        return ExitCode.Success;

        int Refuse(string message)
        {
            error.Line(("adaptlab influence: ", Tones.Bad), (message, Tones.Plain));
            return ExitCode.UsageError;
        }
    }

    /// <summary>Every second row of each label, so that both halves ask for the same.</summary>
    private static (ImmutableArray<TrainingRow> First, ImmutableArray<TrainingRow> Second) Halves(ImmutableArray<TrainingRow> rows)
    {
        var numbered = rows.GroupBy(row => row.Label).SelectMany(label => label.Select((row, i) => (row, IsFirst: i % 2 == 0))).ToArray();
        return ([.. numbered.Where(item => item.IsFirst).Select(item => item.row)], [.. numbered.Where(item => !item.IsFirst).Select(item => item.row)]);
    }

    private static void Show(
        Screen output, StrategyContext context, PlannedCandidate candidate, ImmutableArray<InfluentialExample> influential, int judged, int top, RemovalCheck? check)
    {
        output.Line(($"{candidate.Name} · {Figures.Count(influential.Length, "example")}, judged by {Figures.Count(judged, "eval row")}", Tones.Strong));
        output.Line($"{Figures.Count(influential.Count(example => example.Score < 0))} of them harm. Influences are multiples of the mean one.");
        Group("Most harmful", influential.Where(example => example.Score < 0).Take(top));
        Group("Most helpful", influential.Reverse().Where(example => example.Score > 0).Take(top));
        if (check is null)
            return;
        output.Line();
        output.Line($"On {Figures.Count(check.Rows, "eval row")} that had no part in it: {Figures.Percent(check.All)} with all examples, {Figures.Percent(check.Without)} without the {Figures.Count(check.Removed)} most harmful.");
        output.Line($"Without {Figures.Count(check.Removed)} drawn at random: {Figures.Percent(check.Random.Average())} on average of {Figures.Count(check.Random.Length, "draw")} "
            + $"({Figures.Percent(check.Random.Min())} to {Figures.Percent(check.Random.Max())}); {Figures.P(check.P)} by rank.");

        void Group(string title, IEnumerable<InfluentialExample> examples)
        {
            output.Line();
            output.Line((title, Tones.Accent));
            foreach (var example in examples)
                output.Line($"{example.Score.ToString("+0.0;−0.0", CultureInfo.InvariantCulture),7}  {context.AnswerOf(example.Row)}  {MarkdownText.Clip(example.Row.Text, LongestText)}  ({example.Row.Source})");
        }
    }

    private static string JsonOf(StrategyContext context, PlannedCandidate candidate, ImmutableArray<InfluentialExample> influential, RemovalCheck? check)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("candidate", candidate.Name);
            json.WriteStartArray("examples");
            foreach (var example in influential)
            {
                json.WriteStartObject();
                json.WriteString("source", example.Row.Source);
                json.WriteString("text", example.Row.Text);
                json.WriteString("answer", context.AnswerOf(example.Row));
                json.WriteNumber("influence", Math.Round(example.Score, 4));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (check is not null)
            {
                json.WriteStartObject("removal");
                json.WriteNumber("rows", check.Rows);
                json.WriteNumber("removed", check.Removed);
                json.WriteNumber("all", check.All);
                json.WriteNumber("without", check.Without);
                json.WriteStartArray("random");
                foreach (var share in check.Random)
                    json.WriteNumberValue(share);
                json.WriteEndArray();
                json.WriteNumber("p", check.P);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
