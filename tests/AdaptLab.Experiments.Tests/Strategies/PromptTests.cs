using AdaptLab.Experiments.Prompting;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Experiments.Strategies.Requests;
using AdaptLab.Models.Inference;
using Microsoft.SemanticKernel;

namespace AdaptLab.Experiments.Tests.Strategies;

[Collection(nameof(NanoFixture))]
public sealed class PromptTests(NanoFixture nano)
{
    [Fact]
    public async Task The_built_in_template_gives_the_layout_that_nano_is_trained_on()
    {
        var text = await RenderAsync("strategy prompt");
        Assert.Equal(
            "Name the topic of the sentence.\n" +
            "- weather: Rain, wind, sun and temperature\n- sport: Matches and races\n- cooking: Preparing food\n\n" +
            "A passage.\n" +
            Topics.Examples[0].Text + " => weather\n" +
            "Is it <hot> & {{dry}}? =>",
            text);
    }

    [Fact]
    public async Task A_template_of_the_spec_takes_its_place()
    {
        var text = await RenderAsync("strategy prompt { template: \"Examples:\\n{{$examples}}Text: {{$input}}\\nTopic:\" }");
        Assert.Equal($"Examples:\n{Topics.Examples[0].Text} => weather\nText: Is it <hot> & {{{{dry}}}}?\nTopic:", text);
    }

    [Theory]
    [InlineData("{{$input")]
    [InlineData("No input at all")]
    [InlineData("{{$input}} {{$inptu}}")]
    public void A_template_that_would_render_the_same_for_every_input_is_refused_by_name(string template)
    {
        var context = Topics.Context($"strategy prompt {{ template: \"{template}\" }}");
        var error = Assert.Throws<StrategyException>(() => new TaskPrompt(nano.Session.Kernel, context));
        Assert.Contains("template of 'prompt'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_kernel_generates_text_with_the_model_itself()
    {
        var result = await nano.Session.Kernel.InvokePromptAsync(
            "The rain", new KernelArguments(new PromptExecutionSettings { ExtensionData = new Dictionary<string, object> { ["max_tokens"] = 5 } }));
        var expected = new TextGenerator(nano.Session.Model).Generate(nano.Session.Encode("The rain"), 5, default).ToArray();
        Assert.Equal(nano.Session.Model.Tokenizer.Decode(expected), result.GetValue<string>());
    }

    [Fact]
    public async Task Shots_that_do_not_fit_are_left_out_and_reported()
    {
        var row = Topics.Examples[0];
        var many = Enumerable.Range(0, 100).SelectMany(i => Topics.Examples.Select(e => e with { Text = $"{i}: {e.Text}" }));
        using var predictor = await nano.PrepareAsync("strategy prompt { shots: 1000 }", examples: [.. many]);
        var result = await predictor.PredictAsync(row.Text, default);
        Assert.InRange(result.PromptTokens, nano.Session.Model.Window / 2, nano.Session.Model.Window);
        Assert.Contains("of 1000 shots", Assert.Single(predictor.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instruction_that_fills_the_window_is_refused_with_the_numbers()
    {
        var context = Topics.Context("strategy prompt");
        context = context with { Task = context.Task with { Instruction = string.Join(' ', Enumerable.Repeat("topic", 2000)) } };
        var error = await Assert.ThrowsAsync<StrategyException>(() => new PromptStrategy(nano.Session).PrepareAsync(context, null, default));
        Assert.Equal("ADAPT2309", error.Diagnostic?.Code);
    }

    [Theory]
    [InlineData("balanced")]
    [InlineData("random")]
    [InlineData("diverse")]
    [InlineData("first")]
    public void Each_selection_takes_as_many_rows_as_asked_each_once(string select)
    {
        var shots = ShotSelection.Choose(Topics.Examples, 6, select, new RunSeed(3), nano.Session.Embed);
        Assert.Equal(6, shots.Distinct().Count());
        if (select == "balanced") Assert.All(shots.CountBy(row => row.Label), count => Assert.Equal(2, count.Value));
        if (select == "first") Assert.Equal(Topics.Examples.Take(6), shots);
    }

    [Fact]
    public async Task A_prefix_read_once_changes_no_probability()
    {
        var context = Topics.Context("strategy prompt");
        var answers = new LabelAnswers(nano.Session, context);
        using var writer = await ShotsWriter.CreateAsync(nano.Session, context, answers, default);
        using var prefix = await SharedPrefix.ReadAsync(nano.Session, nano.Session.Decoder, writer, default);
        Assert.True(prefix.Length > 100);
        foreach (var (text, _) in Topics.Requests)
        {
            var ids = (await writer.WriteAsync(text, null, default)).Ids;
            var (whole, continued) = (answers.Predict(ids, PromptPrefix.Empty, []), answers.Predict(ids, prefix, []));
            // To within bfloat16's rounding, where that is computed in.
            Assert.All(whole.Probabilities.Zip(continued.Probabilities), pair => Assert.Equal(pair.First, pair.Second, 0.03f));
        }
    }

    /// <summary>Beside the rows of its prompt nano's network counts for a part, but in full once it is trained for the answers.</summary>
    [Fact]
    public async Task The_base_counts_for_its_share_and_a_trained_network_in_full()
    {
        var context = Topics.Context("strategy prompt");
        var (plain, trained) = (new LabelAnswers(nano.Session, context), new LabelAnswers(nano.Session, context, nano.Session.Decoder));
        using var writer = await ShotsWriter.CreateAsync(nano.Session, context, plain, default);
        var ids = (await writer.WriteAsync("The market opens at nine.", null, default)).Ids;
        foreach (var (answers, isTrained) in new[] { (plain, false), (trained, true) })
        {
            var expected = new AnswerScorer(nano.Session.Decoder, plain.Tree, isTrained).Score(ids, PromptPrefix.Empty);
            Assert.All(expected.Zip(answers.Predict(ids, PromptPrefix.Empty, []).Probabilities), pair => Assert.Equal(MathF.Exp(pair.First), pair.Second, 0.001f));
        }

        Assert.NotEqual(plain.Predict(ids, PromptPrefix.Empty, []).Probabilities[0], trained.Predict(ids, PromptPrefix.Empty, []).Probabilities[0], 0.01f);
    }

    [Fact]
    public async Task Nearest_shots_are_those_like_the_input()
    {
        var examples = Topics.Examples.Select((row, i) => row with { Source = $"topics.adapt:{i}" });
        using var predictor = await nano.PrepareAsync("strategy prompt { shots: 2, select: nearest }", examples: [.. examples]);
        // Each of these repeats an example but for a word.
        foreach (var (input, source) in ((string, string)[])[("The sun came out and all snow melted by noon.", "topics.adapt:1"), ("Bake this bread in a hot oven for forty minutes.", "topics.adapt:10")])
        {
            var result = await predictor.PredictAsync(input, default);
            Assert.Equal(2, result.Citations.Length);
            Assert.Equal(source, result.Citations[0].Source);
        }
    }

    [Fact]
    public async Task More_nearest_shots_than_fit_are_left_out_and_reported()
    {
        var many = Enumerable.Range(0, 20).SelectMany(i => Topics.Examples.Select(e => e with { Text = $"{i}: {e.Text}" }));
        using var predictor = await nano.PrepareAsync("strategy prompt { shots: 240, select: nearest }", examples: [.. many]);
        var result = await predictor.PredictAsync(Topics.Requests[0].Text, default);
        Assert.InRange(result.PromptTokens, nano.Session.Model.Window / 2, nano.Session.Model.Window);
        Assert.StartsWith("fewer than 240 passages were put in the prompt", result.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("strategy prompt { select: first }")]
    [InlineData("strategy prompt { select: nearest }")]
    [InlineData("strategy prompt { shots: 0 }")]
    public async Task Where_nothing_is_drawn_the_seed_changes_nothing(string strategy)
    {
        Assert.False(new PromptStrategy(nano.Session).Traits.UsesSeed(Topics.Context(strategy).Strategy));
        using var one = await nano.PrepareAsync(strategy, seed: 1);
        using var two = await nano.PrepareAsync(strategy, seed: 2);
        foreach (var (text, _) in Topics.Requests)
            Assert.Equal((await one.PredictAsync(text, default)).Prediction.Probabilities.AsEnumerable(), (await two.PredictAsync(text, default)).Prediction.Probabilities);
    }

    private async Task<string> RenderAsync(string strategy) =>
        await new TaskPrompt(nano.Session.Kernel, Topics.Context(strategy)).RenderAsync([Topics.Examples[0]], ["A\npassage."], "Is it\t<hot> & {{dry}}?", default);
}
