using AdaptLab.Models.Checkpoints;

namespace AdaptLab.Models.Tests.Checkpoints;

public sealed class ModelWeightsTests
{
    private const string Shard1 = "model-00001-of-00002.safetensors";
    private const string Shard2 = "model-00002-of-00002.safetensors";

    [Fact]
    public void A_single_file_is_opened()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File("model.safetensors"), [Byte("a", 1), Byte("b", 2)]);
        using var weights = ModelWeights.Open(folder.Path);
        Assert.Equal(["a", "b"], weights.Names.Order());
        Assert.Equal(2, Read(weights, "b"));
        Assert.Null(weights.Find("c"));
        Assert.Contains("'c' is missing", Assert.Throws<ModelLoadException>(() => weights.Required("c")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shards_are_found_through_their_index()
    {
        using var folder = new TemporaryFolder();
        WriteShards(folder, $$"""{"a":"{{Shard1}}","b":"{{Shard2}}"}""");
        using var weights = ModelWeights.Open(folder.Path);
        Assert.Equal(1, Read(weights, "a"));
        Assert.Equal(2, Read(weights, "b"));
    }

    [Theory]
    [InlineData($$"""{"b":"{{Shard1}}"}""", "does not hold this tensor")]
    [InlineData("""{"a":"../other.safetensors"}""", "not the name of a file beside")]
    [InlineData("""{"a":"model-00003-of-00003.safetensors"}""", "no such file")]
    [InlineData("[]", "expected an object")]
    public void An_index_that_does_not_match_is_refused(string map, string expected)
    {
        using var folder = new TemporaryFolder();
        WriteShards(folder, map);
        Assert.Contains(expected, Assert.Throws<ModelLoadException>(() => ModelWeights.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_safetensors_says_what_to_do()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("model.safetensors", Assert.Throws<ModelLoadException>(() => ModelWeights.Open(folder.Path)).Message, StringComparison.Ordinal);
        folder.Write("pytorch_model.bin", "");
        Assert.Contains("safe_serialization", Assert.Throws<ModelLoadException>(() => ModelWeights.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    private static void WriteShards(TemporaryFolder folder, string map)
    {
        SafetensorsWriter.Write(folder.File(Shard1), [Byte("a", 1)]);
        SafetensorsWriter.Write(folder.File(Shard2), [Byte("b", 2)]);
        folder.Write("model.safetensors.index.json", $$"""{"metadata":{"total_size":2},"weight_map":{{map}}}""");
    }

    private static TensorData Byte(string name, byte value) => new(name, DType.U8, [1], stream => stream.WriteByte(value));

    private static byte Read(ModelWeights weights, string name) => weights.Required(name) is var (file, entry) ? file.Bytes(entry)[0] : default;
}
