using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Transformer;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaptLab.Models.Adapters;

/// <summary>LoRA adapters for a decoder, which itself stays as it is: several may stand on one base.</summary>
public sealed class LoraAdapter : IDisposable
{
    private readonly IReadOnlyDictionary<string, LoraProjection> _projections;

    private LoraAdapter(AdapterConfig config, Decoder adapted, IReadOnlyDictionary<string, LoraProjection> projections)
    {
        Config = config;
        Decoder = adapted;
        _projections = projections;
    }

    public AdapterConfig Config { get; }

    /// <summary>The base with the adapters in place.</summary>
    public Decoder Decoder { get; }

    /// <summary>What is trained: A and B of every adapted layer, float32.</summary>
    public IEnumerable<Parameter> Parameters => _projections.Values.SelectMany(projection => new[] { (Parameter)projection.A, (Parameter)projection.B });

    /// <summary>Whether dropout is applied.</summary>
    public bool Training
    {
        set
        {
            foreach (var projection in _projections.Values) projection.Training = value;
        }
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
            var a = (rand(rank, from, generator: generator) * 2 - 1) / Math.Sqrt(from);
            return (a.DetachFromDisposeScope(), zeros(to, rank).DetachFromDisposeScope());
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
            return (saved.Weights.ReadTensor(module.A, ScalarType.Float32), saved.Weights.ReadTensor(module.B, ScalarType.Float32));
        });
        if (unused.Count == 0) return adapter;
        adapter.Dispose();
        throw new ModelLoadException($"{saved.Weights.Path}: the model has no layer '{unused.Order(StringComparer.Ordinal).First()}'. The adapter belongs to another model.");
    }

    public void Save(string folder) =>
        PeftAdapter.Save(folder, Config, _projections.Select(pair => (pair.Key, pair.Value.A, pair.Value.B)));

    /// <summary>A decoder with the adapters added to copies of the layers, so that they cost nothing at inference.</summary>
    /// <param name="base">The same base, perhaps in another type; must outlive the result.</param>
    public Decoder Merge(Decoder @base) => @base.Adapted((path, projection) =>
        _projections.TryGetValue(path, out var adapter) ? adapter.Merged((DenseProjection)projection) : projection);

    public void Dispose() => Decoder.Dispose();

    private static LoraAdapter Wrap(Decoder @base, AdapterConfig config, Func<string, DenseProjection, (Tensor A, Tensor B)?> parts)
    {
        if (config.UseDora) throw new ModelLoadException("DoRA adapters are not supported.");
        var projections = new Dictionary<string, LoraProjection>(StringComparer.Ordinal);
        var adapted = @base.Adapted((path, projection) =>
        {
            if (projection is not DenseProjection dense || parts(path, dense) is not var (a, b)) return projection;
            return projections[path] = new LoraProjection(dense, new Parameter(a), new Parameter(b), config.ScalingOf(path), config.Dropout);
        });
        return projections.Count > 0
            ? new LoraAdapter(config, adapted, projections)
            : throw new ModelLoadException($"The adapter's targets ({string.Join(", ", config.Targets.Names)}) are none of the model's layers.");
    }
}
