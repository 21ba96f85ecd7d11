using System.Collections.Immutable;
using System.Text.Json;
using AdaptLab.Data;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Export;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language.Binding;
using AdaptLab.Models.Checkpoints;

namespace AdaptLab.Experiments.Tests.Strategies;

[Collection(nameof(NanoFixture))]
public sealed class ExportTests(NanoFixture nano) : IDisposable
{
    private const string Lora = "strategy lora { epochs: 2, rank: 4, dora: true }";

    private readonly string _folder = Directory.CreateTempSubdirectory("adaptlab-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_exported_adapter_is_a_candidate_that_answers_as_the_one_that_was_trained()
    {
        var check = await new AdapterExport(nano.Session).WriteAdapterAsync(Topics.Context(Lora), _folder, null, default);
        Assert.Equal((Topics.Examples.Length, Topics.Examples.Length, 0), (check.Texts, check.Same, check.Difference));

        using var trained = await nano.PrepareAsync(Lora);
        using var given = await GivenAsync("strategy lora { adapter: \"./adapters/x\" }");
        Assert.Equal("rank 4 from ./adapters/x", given.Detail);
        foreach (var (text, _) in Topics.Requests)
            Assert.Equal((await trained.PredictAsync(text, default)).Prediction.Probabilities.AsEnumerable(), (await given.PredictAsync(text, default)).Prediction.Probabilities);
    }

    [Theory]
    [InlineData("float32", DType.F32)]
    [InlineData("bfloat16", DType.BF16)]
    public async Task A_merged_model_is_a_model_in_the_type_that_was_asked_for(string type, DType stored)
    {
        var check = await new AdapterExport(nano.Session).WriteMergedAsync(Topics.Context(Lora), _folder, type, null, default);
        Assert.Equal(Topics.Examples.Length, check.Texts);
        using (var weights = ModelWeights.Open(_folder))
            Assert.All(weights.Names, name => Assert.Equal(stored, weights.Required(name).Entry.DType));
        Assert.Contains($"\"torch_dtype\": \"{type}\"", await File.ReadAllTextAsync(Path.Combine(_folder, "config.json")), StringComparison.Ordinal);
        using var session = ModelSession.Open(Topics.Spec("").Models[0] with { Provider = "huggingface", Reference = _folder });
        Assert.NotEqual(ModelFiles.HashOf(nano.Session.Model.Folder), ModelFiles.HashOf(session.Model.Folder));
    }

    [Fact]
    public void What_differs_more_than_its_type_explains_is_no_success()
    {
        ImmutableArray<ImmutableArray<float>> expected = [[0.9f, 0.1f], [0.2f, 0.8f]], found = [[0.89f, 0.11f], [0.6f, 0.4f]];
        var check = AdapterExport.Compare(expected, found);
        Assert.Equal((2, 1), (check.Texts, check.Same));
        Assert.Equal(0.4, check.Difference, 6);
        Assert.Contains("1 of 2 answers do", Assert.Throws<StrategyException>(() => AdapterExport.Checked("x", 0.1, check)).Message, StringComparison.Ordinal);
        Assert.Same(check, AdapterExport.Checked("x", 0.5, check));
    }

    [Fact]
    public async Task A_strategy_without_adapters_is_refused()
    {
        var error = await Assert.ThrowsAsync<StrategyException>(() => new AdapterExport(nano.Session).WriteAdapterAsync(Topics.Context("strategy head"), _folder, null, default));
        Assert.Contains("'head' trains no adapters", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_adapter_of_another_model_is_refused_by_name()
    {
        PeftAdapter.Save(_folder, new AdapterConfig { Rank = 1 }, [Tensor("lora_A.weight", 1, 3), Tensor("lora_B.weight", 3, 1)]);
        var error = await Assert.ThrowsAsync<StrategyException>(() => GivenAsync("strategy lora { adapter: \"./adapters/x\" }"));
        Assert.Contains("belongs to another model", error.Message, StringComparison.Ordinal);

        static TensorData Tensor(string part, params long[] shape) =>
            new($"base_model.model.model.layers.0.self_attn.q_proj.{part}", DType.F32, shape, stream => stream.Write(new byte[4 * shape[0] * shape[1]]));
    }

    [Fact]
    public void Chat_examples_have_the_instruction_the_text_and_the_answer_and_no_eval_row()
    {
        var context = Topics.Context("strategy prompt");
        var examples = ChatExamples.Of(context, Topics.Requests.Select(request => request.Text));
        Assert.Equal(Topics.Examples.Length, examples.Training.Length + examples.Validation.Length);
        Assert.NotEmpty(examples.Validation);
        Assert.Empty(examples.Training.Intersect(examples.Validation));
        var messages = JsonDocument.Parse(examples.Training[0]).RootElement.GetProperty("messages").EnumerateArray()
            .Select(message => (Role: message.GetProperty("role").GetString(), Content: message.GetProperty("content").GetString()!)).ToArray();
        Assert.Equal(["system", "user", "assistant"], messages.Select(message => message.Role));
        Assert.StartsWith("Name the topic of the sentence.\n- weather: Rain, wind, sun and temperature\n", messages[0].Content, StringComparison.Ordinal);
        Assert.Contains(Topics.Examples, row => row.Text == messages[1].Content && Topics.Labels[row.Label].Name == messages[2].Content);

        Assert.Contains("is an eval row", Assert.Throws<StrategyException>(() => ChatExamples.Of(context, [Topics.Examples[3].Text])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_is_the_request_of_a_run_for_each_step()
    {
        var context = Topics.Context("strategy cascade { steps: [head, prompt few] }\nstrategy prompt few { shots: 2 }");
        var previews = await RequestPreview.OfAsync(nano.Session, context, "Snow.", default);
        Assert.Equal(["head", "prompt few"], previews.Select(preview => preview.Strategy));
        Assert.Equal("Snow. =>", previews[0].Text);
        Assert.StartsWith("Name the topic", previews[1].Text, StringComparison.Ordinal);
        Assert.EndsWith("Snow. =>", previews[1].Text, StringComparison.Ordinal);
        using var predictor = await nano.PrepareAsync("strategy prompt { shots: 2 }");
        Assert.Equal((await predictor.PredictAsync("Snow.", default)).PromptTokens, previews[1].Tokens);
    }

    private async Task<IPredictor> GivenAsync(string strategy)
    {
        var context = Topics.Context(strategy) with
        {
            Adapters = ImmutableDictionary<string, AdapterFolder>.Empty.Add("./adapters/x", new AdapterFolder(_folder, "")),
        };
        return await new LoraStrategy(nano.Session).PrepareAsync(context, null, default);
    }
}
