using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Native;
using TorchSharp;

namespace AdaptLab.Models.Tests.Checkpoints;

public sealed class TorchTensorsTests
{
    public TorchTensorsTests() => TorchNative.EnsureLoaded();

    [Theory]
    [InlineData(torch.ScalarType.Float32)]
    [InlineData(torch.ScalarType.Float64)]
    [InlineData(torch.ScalarType.Float16)]
    [InlineData(torch.ScalarType.BFloat16)]
    [InlineData(torch.ScalarType.Int64)]
    [InlineData(torch.ScalarType.Int32)]
    [InlineData(torch.ScalarType.Int16)]
    [InlineData(torch.ScalarType.Int8)]
    [InlineData(torch.ScalarType.Byte)]
    [InlineData(torch.ScalarType.Bool)]
    public void Tensors_of_every_type_survive_the_way_to_a_file_and_back(torch.ScalarType type)
    {
        using var folder = new TemporaryFolder();
        using var scope = torch.NewDisposeScope();
        // Transposed, so that it does not lie in memory in the order of its elements.
        var tensor = torch.arange(6).reshape(2, 3).to(type).t();
        var scalar = torch.ones([], type);
        var empty = torch.empty([0, 2], type);
        TorchTensors.Write(folder.File("x"), [("tensor", tensor), ("scalar", scalar), ("empty", empty)]);

        using var file = SafetensorsFile.Open(folder.File("x"));
        Assert.True(file.ReadTensor(file.Required("tensor")).eq(tensor).all().ToBoolean());
        Assert.True(file.ReadTensor(file.Required("scalar")).eq(scalar).all().ToBoolean());
        Assert.Equal(empty.shape, file.ReadTensor(file.Required("empty")).shape);
        Assert.Equal(torch.ScalarType.Float32, file.ReadTensor(file.Required("tensor"), torch.ScalarType.Float32).dtype);
        Assert.Equal(type, file.ReadTensor(file.Required("tensor")).dtype);
    }

    [Fact]
    public void A_tensor_outlives_its_file_and_may_be_trained()
    {
        using var folder = new TemporaryFolder();
        using var scope = torch.NewDisposeScope();
        TorchTensors.Write(folder.File("x"), [("w", torch.ones([3]).requires_grad_())]);
        torch.Tensor read;
        using (var file = SafetensorsFile.Open(folder.File("x")))
            read = file.ReadTensor(file.Required("w")).requires_grad_();
        read.sum().backward();
        Assert.Equal([1f, 1f, 1f], read.grad!.data<float>().ToArray());
    }

    [Fact]
    public void A_type_that_torch_lacks_is_refused()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File("x"), [new TensorData("w", DType.F8E4M3, [1], stream => stream.WriteByte(0))]);
        using var file = SafetensorsFile.Open(folder.File("x"));
        Assert.Contains("F8_E4M3", Assert.Throws<ModelLoadException>(() => file.ReadTensor(file.Required("w"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_adapter_is_saved_from_tensors()
    {
        using var folder = new TemporaryFolder();
        using var scope = torch.NewDisposeScope();
        const string module = "model.layers.3.self_attn.v_proj";
        var a = torch.randn(2, 6);
        var b = torch.randn(4, 2);
        PeftAdapter.Save(folder.Path, new AdapterConfig { Rank = 2 }, [(module, a, b, null)]);
        using var adapter = PeftAdapter.Open(folder.Path);
        Assert.True(adapter.Weights.ReadTensor(adapter.Modules[module].A).eq(a).all().ToBoolean());
        Assert.True(adapter.Weights.ReadTensor(adapter.Modules[module].B).eq(b).all().ToBoolean());
    }

    [SkippableFact]
    public void The_small_llama_checkpoint_has_the_tensors_its_config_asks_for()
    {
        string folder = Fixtures.Find("stories260K", "hf");
        var config = HuggingFaceConfig.Read(folder);
        using var weights = ModelWeights.Open(folder);
        using var scope = torch.NewDisposeScope();
        var (file, entry) = weights.Required($"model.layers.{config.Layers - 1}.self_attn.k_proj.weight");
        var key = file.ReadTensor(entry);
        Assert.Equal([config.KeyValueHeads * config.HeadSize, config.HiddenSize], key.shape);
        Assert.True(key.isfinite().all().ToBoolean());
    }
}
