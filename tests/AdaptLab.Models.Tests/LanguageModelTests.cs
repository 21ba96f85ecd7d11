using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Inference;

namespace AdaptLab.Models.Tests;

public sealed class LanguageModelTests
{
    [Fact]
    public void The_embedded_model_loads_and_says_what_it_is()
    {
        using var nano = LanguageModel.Load(EmbeddedModel.Folder("nano"));
        Assert.InRange(nano.Parameters, 8_000_000, 16_000_000);
        Assert.True(nano.Window >= 512);
        Assert.Equal(nano.Decoder.Weights().Sum(weight => weight.Weight.numel()), nano.Parameters);
        Assert.True(Directory.EnumerateFiles(nano.Folder).Sum(path => new FileInfo(path).Length) < 30 << 20);
    }

    [Fact]
    public void Embeddings_are_of_length_one_and_near_for_texts_that_mean_alike()
    {
        using var nano = LanguageModel.Load(EmbeddedModel.Folder("nano"));
        var embedder = new TextEmbedder(nano.Decoder);
        float[] Embed(string text) => embedder.Embed(nano.Tokenizer.Encode(text));
        static float Dot(float[] a, float[] b) => a.Zip(b).Sum(pair => pair.First * pair.Second);

        var rain = Embed("Heavy rain and wind are expected on the coast tonight. =>");
        Assert.Equal(embedder.Dimensions, rain.Length);
        Assert.Equal(1, Dot(rain, rain), 4);
        Assert.True(Dot(rain, Embed("Storms and showers will reach the north by evening. =>")) > Dot(rain, Embed("Fry the onions in butter with salt and pepper. =>")));
    }

    [SkippableFact]
    public async Task A_checkpoint_continues_text_as_its_reference_does()
    {
        using var model = LanguageModel.Load(Fixtures.Find("stories260K", "hf"));
        var greedy = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Fixtures.Find("stories260K", "expected.json"))).RootElement.GetProperty("greedy");
        var once = greedy.EnumerateArray().First(run => run.GetProperty("prompt").GetString() == "Once upon a time");
        var prompt = once.GetProperty("prompt_ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
        var ids = once.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
        var expected = ids.AsSpan().StartsWith(prompt) ? ids[prompt.Length..] : ids;

        var generated = new TextGenerator(model).Generate(prompt, expected.Length, default).ToArray();
        Assert.Equal(expected[..generated.Length], generated);
        Assert.True(generated.Length > 20);

        var text = "";
        await foreach (var piece in new TextGenerator(model).StreamAsync("Once upon a time", generated.Length, default)) text += piece;
        Assert.StartsWith(text, model.Tokenizer.Decode(generated), StringComparison.Ordinal);
        Assert.True(text.Length > 40);
    }

    [Fact]
    public void A_folder_that_is_no_model_is_refused_by_what_it_lacks()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("config.json", Assert.Throws<ModelLoadException>(() => LanguageModel.Load(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("no such folder", Assert.Throws<ModelLoadException>(() => LanguageModel.Load(folder.Path + "-absent")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_is_not_embedded_is_named()
    {
        Assert.Contains("'mega'", Assert.Throws<ModelLoadException>(() => EmbeddedModel.Folder("mega")).Message, StringComparison.Ordinal);
    }
}
