using AdaptLab.Models.Onnx;
using AdaptLab.Models.Tests.Tokenizers;
using AdaptLab.Models.Tokenizers;

namespace AdaptLab.Models.Tests.Onnx;

public sealed class SentenceEncoderTests : IDisposable
{
    private static readonly float[][] Table = [.. Enumerable.Range(0, 266).Select(token => new[] { token % 7 - 3f, token % 5, token % 3 - 1f })];

    private readonly TemporaryFolder _folder = new();

    public SentenceEncoderTests()
    {
        TokenizerJson.WriteByteLevelBpe(_folder.File("tokenizer.json"), TinyTokenizer.Vocabulary, TinyTokenizer.Merges, ["<|end|>", "<|pad|>"], null);
        TinyOnnx.Write(_folder.File("model.onnx"), Table, "input_ids", "attention_mask", "token_type_ids");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("the color")]
    [InlineData("a")]
    [InlineData("aaaa the the zebra!")]
    public void A_text_is_the_mean_of_its_tokens_states_at_length_one(string text)
    {
        using var encoder = SentenceEncoder.Load(_folder.Path);
        var ids = Tokenizer.Load(_folder.Path).Encode(text, recogniseSpecial: false);
        double[] mean = [.. Enumerable.Range(0, 3).Select(i => ids.Average(id => (double)Table[id][i]))];
        var length = Math.Sqrt(mean.Sum(value => value * value));

        var vector = encoder.Embed(text);

        Assert.Equal(3, vector.Length);
        for (var i = 0; i < 3; i++) Assert.Equal(mean[i] / length, vector[i], 5);
    }

    [Theory]
    [InlineData("""{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false, "pooling_mode_max_tokens": false}""", "first")]
    [InlineData("""{"pooling_mode": "cls"}""", "first")]
    [InlineData("""{"pooling_mode_mean_tokens": false, "pooling_mode_lasttoken": true}""", "last")]
    [InlineData("""{"pooling_mode": "max", "word_embedding_dimension": 3}""", "max")]
    [InlineData("""{"pooling_mode_mean_tokens": true, "pooling_mode_cls_token": false}""", "mean")]
    [InlineData("""{"pooling_mode_mean_tokens": false, "pooling_mode_mean_sqrt_len_tokens": true}""", "mean")]
    public void One_vector_is_made_of_the_states_as_the_folder_says(string pooling, string how)
    {
        Directory.CreateDirectory(_folder.File("1_Pooling"));
        _folder.Write(Path.Combine("1_Pooling", "config.json"), pooling);
        _folder.Write("modules.json", """[{"type": "sentence_transformers.models.Transformer"}, {"type": "sentence_transformers.models.Pooling"}, {"type": "sentence_transformers.models.Normalize"}]""");
        using var encoder = SentenceEncoder.Load(_folder.Path);
        var states = Tokenizer.Load(_folder.Path).Encode("the zebra", recogniseSpecial: false).Select(id => Table[id]).ToArray();
        double[] expected = [.. Enumerable.Range(0, 3).Select(i => (double)(how switch
        {
            "first" => states[0][i],
            "last" => states[^1][i],
            "max" => states.Max(state => state[i]),
            _ => states.Average(state => state[i]),
        }))];
        var length = Math.Sqrt(expected.Sum(value => value * value));

        var vector = encoder.Embed("the zebra");

        for (var i = 0; i < 3; i++) Assert.Equal(expected[i] / length, vector[i], 5);
    }

    [Fact]
    public void What_is_longer_than_the_encoder_reads_is_cut_and_nothing_is_something()
    {
        _folder.Write("sentence_bert_config.json", """{"max_seq_length": 4}""");
        _folder.Write("config.json", """{"max_position_embeddings": 512}""");
        using var encoder = SentenceEncoder.Load(_folder.Path);
        Assert.Equal(4, encoder.Window);
        Assert.Equal(encoder.Embed("xyzw"), encoder.Embed("xyzw and more"));
        Assert.Equal(1, encoder.Embed("").Sum(value => value * value), 5);
    }

    [Fact]
    public void What_it_lacks_or_cannot_be_is_said()
    {
        TinyOnnx.Write(_folder.File("model.onnx"), Table, "input_ids", "pixel_values");
        Assert.Contains("'pixel_values'", Refusal(), StringComparison.Ordinal);
        _folder.Write("model.onnx", "no model");
        Assert.Contains("cannot be loaded", Refusal(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', Refusal());
        Directory.CreateDirectory(_folder.File("1_Pooling"));
        _folder.Write(Path.Combine("1_Pooling", "config.json"), """{"pooling_mode_mean_tokens": false, "pooling_mode_weightedmean_tokens": true}""");
        Assert.Contains("the pooling is not supported", Refusal(), StringComparison.Ordinal);
        _folder.Write("modules.json", """[{"idx": 2, "type": "sentence_transformers.models.Dense"}]""");
        Assert.Contains("'sentence_transformers.models.Dense' is not supported", Refusal(), StringComparison.Ordinal);
        File.Delete(_folder.File("tokenizer.json"));
        Assert.Contains("there is no tokenizer.json", Refusal(), StringComparison.Ordinal);
        File.Delete(_folder.File("model.onnx"));
        Assert.Contains("there is no model.onnx", Refusal(), StringComparison.Ordinal);
    }

    private string Refusal() => Assert.Throws<ModelLoadException>(() => SentenceEncoder.Load(_folder.Path)).Message;
}
