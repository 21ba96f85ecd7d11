using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Native;
using AdaptLab.Models.Transformer;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaptLab.Models.Adapters;

/// <summary>LoRA adapters for a decoder, which itself stays as it is: several may stand on one base.</summary>
public sealed class LoraAdapter : IDisposable
{
    private readonly IReadOnlyDictionary<string, LoraProjection> _projections;
    private Generator? _dropoutSource;

    private LoraAdapter(AdapterConfig config, Decoder adapted, IReadOnlyDictionary<string, LoraProjection> projections)
    {
        Config = config;
        Decoder = adapted;
        _projections = projections;
    }

    public AdapterConfig Config { get; }

    /// <summary>The base with the adapters in place.</summary>
    public Decoder Decoder { get; }

    /// <summary>What is trained: A and B of every adapted layer, with DoRA its magnitude, float32.</summary>
    public IEnumerable<Parameter> Parameters => _projections.Values.SelectMany(projection => projection.Trained).Cast<Parameter>();

    /// <summary>Whether dropout is applied.</summary>
    public bool Training
    {
        set
        {
            foreach (var projection in _projections.Values) projection.Training = value;
        }
    }

    /// <summary>What dropout leaves out from now on follows from the seed alone.</summary>
    public void SeedDropout(long seed)
    {
        _dropoutSource?.Dispose();
        _dropoutSource = new Generator((ulong)seed, CPU);
        foreach (var projection in _projections.Values) projection.DropoutSource = _dropoutSource;
    }

    /// <summary>Writes how far drawing for dropout has come, for <see cref="ReadDropout"/> of a like adapter to go on with. It has been seeded.</summary>
    public void WriteDropout(BinaryWriter writer)
    {
        using var state = _dropoutSource!.get_state();
        var bytes = state.data<byte>().ToArray();
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    public void ReadDropout(BinaryReader reader)
    {
        SeedDropout(0);
        using var state = tensor(reader.ReadBytes(reader.ReadInt32()));
        _dropoutSource!.set_state(state);
    }

    /// <summary>New adapters, which change nothing until they are trained: A Kaiming-uniform as PEFT has it, B zero.</summary>
    /// <param name="base">Must outlive the adapter.</param>
    /// <exception cref="ModelLoadException">The configuration fits no layer, or asks for what is not implemented.</exception>
    public static LoraAdapter Create(Decoder @base, AdapterConfig config, long seed)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return Wrap(@base, config, (path, dense) =>
        {
            if (!config.Targets.Include(path)) return null;
            using var scope = NewDisposeScope();
            var (rank, from, to) = (config.RankOf(path), dense.Weight.shape[1], dense.Weight.shape[0]);
            var a = rand(rank, from, generator: generator).mul(Scalars.Of(2)).sub(Scalars.Of(1)).div(Scalars.Of(Math.Sqrt(from)));
            return new Parts(
                a.DetachFromDisposeScope(), zeros(to, rank).DetachFromDisposeScope(),
                config.UseDora ? LoraProjection.InitialMagnitude(dense).DetachFromDisposeScope() : null);
        });
    }

    /// <param name="folder">In PEFT's layout.</param>
    /// <exception cref="ModelLoadException">The adapter is damaged, or belongs to another model.</exception>
    public static LoraAdapter Load(Decoder @base, string folder)
    {
        using var saved = PeftAdapter.Open(folder);
        var unused = saved.Modules.Keys.ToHashSet(StringComparer.Ordinal);
        var adapter = Wrap(@base, saved.Config, (path, dense) =>
        {
            if (!saved.Modules.TryGetValue(path, out var module)) return null;
            if (module.A.Shape[1] != dense.Weight.shape[1] || module.B.Shape[0] != dense.Weight.shape[0])
                throw new ModelLoadException($"{saved.Weights.Path}: the adapter of '{path}' does not fit the layer. It belongs to another model.");
            unused.Remove(path);
            Tensor Read(TensorEntry entry) => saved.Weights.ReadTensor(entry, ScalarType.Float32);
            return new Parts(Read(module.A), Read(module.B), module.Magnitude is null ? null : Read(module.Magnitude));
        });
        if (unused.Count == 0) return adapter;
        adapter.Dispose();
        throw new ModelLoadException($"{saved.Weights.Path}: the model has no layer '{unused.Order(StringComparer.Ordinal).First()}'. The adapter belongs to another model.");
    }

    public void Save(string folder) =>
        PeftAdapter.Save(folder, Config, _projections.Select(pair => (pair.Key, pair.Value.A, pair.Value.B, pair.Value.Magnitude)));

    /// <summary>The same adapters on another base, with tensors of their own.</summary>
    /// <param name="base">Of the same shapes, perhaps in another type; must outlive the result.</param>
    public LoraAdapter Onto(Decoder @base) => Wrap(@base, Config, (path, _) =>
    {
        if (!_projections.TryGetValue(path, out var mine)) return null;
        using var noGrad = no_grad();
        Tensor Copy(Tensor from) => from.detach().clone().DetachFromDisposeScope();
        return new Parts(Copy(mine.A), Copy(mine.B), mine.Magnitude is null ? null : Copy(mine.Magnitude));
    });

    /// <summary>A decoder with the adapters added to copies of the layers, so that they cost nothing at inference.</summary>
    /// <param name="base">The same base, perhaps in another type; must outlive the result.</param>
    public Decoder Merge(Decoder @base) => @base.Adapted((path, projection) =>
        _projections.TryGetValue(path, out var adapter) ? adapter.Merged((DenseProjection)projection) : projection);

    public void Dispose()
    {
        Decoder.Dispose();
        _dropoutSource?.Dispose();
    }

    private sealed record Parts(Tensor A, Tensor B, Tensor? Magnitude);

    /// <param name="parts">Null for a layer that gets no adapter.</param>
    private static LoraAdapter Wrap(Decoder @base, AdapterConfig config, Func<string, DenseProjection, Parts?> parts)
    {
        var projections = new Dictionary<string, LoraProjection>(StringComparer.Ordinal);
        var adapted = @base.Adapted((path, projection) =>
        {
            if (projection is not DenseProjection dense || parts(path, dense) is not { } part) return projection;
            return projections[path] = new LoraProjection(
                dense, new Parameter(part.A), new Parameter(part.B), config.ScalingOf(path), config.Dropout, part.Magnitude is null ? null : new Parameter(part.Magnitude));
        });
        return projections.Count > 0
            ? new LoraAdapter(config, adapted, projections)
            : throw new ModelLoadException($"The adapter's targets ({string.Join(", ", config.Targets.Names)}) are none of the model's layers.");
    }
}
