using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Running;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Experiments.Tests.Strategies;
using AdaptLab.Language.Binding;
using AdaptLab.Models.Tests.Onnx;

namespace AdaptLab.Experiments.Tests.Running;

/// <summary>With nano as the model and an encoder that the test writes.</summary>
[Collection(nameof(NanoFixture))]
public sealed class OpenModelsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("adaptlab-").FullName;
    private readonly Spec _spec = Topics.Spec("model base = embedded(\"nano\")\nmodel encoder = onnx(\"./encoder\")\nstrategy rag { embedder: encoder, retrieve: 2 }\nstrategy prompt { shots: 2 }");
    private readonly List<string> _told = [];

    public OpenModelsTests()
    {
        var encoder = Directory.CreateDirectory(Path.Combine(_folder, "encoder")).FullName;
        File.Copy(Path.Combine(AppContext.BaseDirectory, "models", "nano", "tokenizer.json"), Path.Combine(encoder, "tokenizer.json"));
        TinyOnnx.Write(Path.Combine(encoder, "model.onnx"), [.. Enumerable.Range(0, 16384).Select(token => new[] { token % 7 - 3f, token % 5, 1f })], "input_ids", "attention_mask");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_a_candidate_uses_is_loaded_once_and_what_the_next_does_not_use_is_freed()
    {
        using var models = new OpenModels();
        var (rag, prompt) = (Candidate(0), Candidate(1));
        Assert.Equal(["base", "encoder"], rag.Models.Select(model => model.Name));
        Assert.False(models.Has(rag, _folder));

        var strategy = models.Strategy(rag, _folder, new Told(_told));
        models.Strategy(rag, _folder, new Told(_told));
        Assert.Equal(["loading nano", "loading ./encoder"], _told);
        Assert.True(models.Has(rag, _folder) && models.Has(prompt, _folder));

        var context = new StrategyContext(_spec.Task, _spec.Task.Labels, Topics.Examples, [], rag.Strategy, new RunSeed(1));
        using (var predictor = await strategy.PrepareAsync(context, null, default))
        {
            var result = await predictor.PredictAsync(Topics.Examples[5].Text, default);
            Assert.Equal(2, result.Citations.Length);
        }

        models.Strategy(prompt, _folder, new Told(_told));
        Assert.Equal(2, _told.Count);
        Assert.True(models.Has(prompt, _folder) && !models.Has(rag, _folder));
    }

    [Fact]
    public void Models_are_described_before_they_are_loaded()
    {
        var found = FoundModels.Read(_spec.Models, _folder);
        Assert.Equal(("nano", 512, 64), (found.Infos["base"].Name, found.Infos["encoder"].Window, found.Infos["encoder"].Hash.Length));
        Assert.True(found.Infos["base"].Parameters > 8_000_000 && found.Infos["base"].Window >= 512);
        var without = found.NeedOf(Candidate(0) with { Embedder = null }, 3);
        Assert.Equal(new FileInfo(Path.Combine(_folder, "encoder", "model.onnx")).Length, found.NeedOf(Candidate(0), 3).Weights - without.Weights);

        File.Delete(Path.Combine(_folder, "encoder", "model.onnx"));
        var unfit = Assert.Throws<UnfitModelException>(() => FoundModels.Read(_spec.Models, _folder));
        Assert.Equal("encoder", unfit.Model.Name);
        Assert.Contains("there is no model.onnx", unfit.Message, StringComparison.Ordinal);
    }

    private PlannedCandidate Candidate(int strategy)
    {
        var declared = _spec.Strategies[strategy];
        return new(StrategyTraits.Of(declared.Kind), declared, "all", Topics.Examples.Length, [new Fold(Topics.Examples, [])], [], [1])
        {
            Model = _spec.Models[0],
            Embedder = declared.Kind == "rag" ? _spec.Models[1] : null,
        };
    }

    private sealed class Told(List<string> told) : IProgress<StrategyProgress>
    {
        public void Report(StrategyProgress value) => told.Add(value.Stage);
    }
}
