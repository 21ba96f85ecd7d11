using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;
using AdaptLab.Results;
using AdaptLab.Results.Metrics;

namespace AdaptLab.Experiments.Tests.Strategies;

/// <summary>What holds for every strategy that does tasks whose answers are written.</summary>
[Collection(nameof(NanoFixture))]
public sealed class WrittenContractTests(NanoFixture nano)
{
    private const string Asked = "Who signs off the travel?";
    private const string Ordered = "Please send 12 pumps to Bath by Friday.";

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var kind in StrategyTraits.Kinds)
            {
                // What is learnt is not asked here, and an epoch of a whole network takes its time.
                var strategy = StrategyKinds.Find(kind)!.Property("epochs") is null ? kind : kind + " { epochs: 1 }";
                if (StrategyKinds.Find(kind)!.Tasks.Contains(TaskKind.Answer)) cases.Add(strategy, "answer");
                if (StrategyKinds.Find(kind)!.Tasks.Contains(TaskKind.Extract)) cases.Add(strategy, "extract");
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task It_writes_an_answer_of_the_form_that_the_task_asks_for_and_the_same_with_the_same_seed(string kind, string task)
    {
        using var predictor = await PrepareAsync(kind, task);
        var result = await predictor.PredictAsync(task == "answer" ? Asked : Ordered, default);
        var written = result.Prediction.Written!;
        Assert.Equal(-1, result.Prediction.Label);
        Assert.DoesNotContain('\n', written.Text);
        Assert.InRange(written.Probability!.Value, 0, 1);
        Assert.InRange(result.PromptTokens, 1, nano.Session.Model.Window);
        if (task == "answer") Assert.Single(written.Values!.Value);
        else if (written.Values is { } values) Assert.Equal(3, values.Length);

        using var another = await PrepareAsync(kind, task);
        await another.PredictAsync("Something else.", default);
        Assert.Equal(written.Text, (await another.PredictAsync(task == "answer" ? Asked : Ordered, default)).Prediction.Written!.Text);
    }

    [Fact]
    public async Task Fine_tuning_learns_to_write_its_examples()
    {
        ImmutableArray<TrainingRow> examples = [.. Enumerable.Repeat(Orders[0], 12)];
        using var predictor = await PrepareAsync("finetune { layers: 3, epochs: 10, learningRate: 0.003, backboneRate: 1 }", "extract", examples);
        Assert.Equal(Orders[0].Values!.Value.AsEnumerable(), (await predictor.PredictAsync(Orders[0].Text, default)).Prediction.Written!.Values!.Value.AsEnumerable());
        Assert.Contains("10 epochs, answers copied", predictor.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prompt", "fields extracted")]
    [InlineData("rag", "fields extracted")]
    [InlineData("rag { answers: generated }", "answers copied")]
    [InlineData("lora", "answers copied")]
    public async Task Values_are_taken_from_the_text_where_the_examples_are(string strategy, string how)
    {
        using var predictor = await PrepareAsync(strategy, "extract");
        Assert.Contains(how, predictor.Detail, StringComparison.Ordinal);
        var written = (await predictor.PredictAsync(Ordered, default)).Prediction.Written!;
        // Whatever the model makes of it: the form is right, and nothing is made up. What is extracted is right, too.
        Assert.NotNull(written.Values);
        if (how == "fields extracted") Assert.Equal(["pumps", "12", "Friday"], written.Values.Value.AsEnumerable());
        Assert.All(written.Values.Value.OfType<string>(), value => Assert.True(WrittenScore.Holds(WrittenScore.Words(Ordered), value) || WrittenScore.Words(value).Length == 0, value));
    }

    [Fact]
    public async Task Answers_are_copied_from_the_documents_that_hold_those_of_the_examples()
    {
        using var predictor = await PrepareAsync("rag { answers: generated }", "answer");
        Assert.Contains("answers copied", predictor.Detail, StringComparison.Ordinal);
        // By itself a small model does not write what it would have to read first.
        using var extracting = await PrepareAsync("rag", "answer");
        Assert.Contains("answers extracted", extracting.Detail, StringComparison.Ordinal);
        using var without = await PrepareAsync("prompt", "answer", documents: []);
        Assert.Contains("answers written", without.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_examples_reword_is_written()
    {
        var examples = Orders.Select(row => row with { Values = ["a thing", "a number", null] }).ToImmutableArray();
        using var predictor = await PrepareAsync("prompt", "extract", examples);
        Assert.Contains("answers written", predictor.Detail, StringComparison.Ordinal);
    }

    private static readonly ImmutableArray<TrainingRow> Orders =
    [
        Row("We need 40 hoses on Monday.", "hoses", "40", "Monday"),
        Row("Two pallets of tiles, please.", "tiles", "Two pallets", null),
        Row("The chairs should come on 3 May.", "chairs", null, "3 May"),
        Row("Thanks for the invoice.", null, null, null),
        Row("Six desks by Tuesday.", "desks", "Six", "Tuesday"),
        Row("Send 9 lamps.", "lamps", "9", null),
    ];

    private static readonly ImmutableArray<TrainingRow> Questions =
    [
        Row("How many days of leave are there?", "27 days"),
        Row("When are wages paid?", "the 24th"),
        Row("Where is the muster point?", "the blue crane"),
        Row("Who runs the canteen band?", (string?)null),
    ];

    private static readonly ImmutableArray<DocumentText> Handbook =
    [
        new("leave.md", "Everyone has 27 days of leave. Wages are paid on the 24th.", 60, 0),
        new("safety.md", "The muster point is the blue crane. Maud Keswick signs off travel.", 60, 0),
    ];

    private async Task<IPredictor> PrepareAsync(
        string kind, string task, ImmutableArray<TrainingRow>? examples = null, ImmutableArray<DocumentText>? documents = null)
    {
        var spec = Compilation.Parse((task == "answer" ? "task faq: answer { instruction: \"Answer the question from the text.\" }\nexamples all { \"Q\" => \"A\" }\n"
            : "task orders: extract { fields: { item: \"What\", quantity: \"How many\", date: \"When\" } }\nexamples all { \"Q\" => { item: \"Q\" } }\n")
            + $"documents d from \"*.md\"\neval {{ \"E\" => {(task == "answer" ? "\"A\"" : "{ item: \"E\" }")} }}\nstrategy {kind}").Spec;
        var traits = StrategyTraits.Of(kind.Split(' ')[0]);
        var context = new StrategyContext(
            spec.Task, spec.Task.Labels, examples ?? (task == "answer" ? Questions : Orders), documents ?? (task == "answer" && traits.ReadsDocuments ? Handbook : []), spec.Strategies[0], new RunSeed(1));
        return await StrategyList.For(nano.Session).First(s => s.Traits.Kind == traits.Kind).PrepareAsync(context, null, default);
    }

    private static TrainingRow Row(string text, params string?[] values) => new(text, -1, "spec.adapt:1") { Values = [.. values] };
}
