using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Transformer;

/// <summary>What a decoder remembers of the tokens it has read: keys and values of every layer, and the last inputs of
/// the short convolution. Lets a prefix be read once and continued many times.</summary>
public sealed class DecoderCache : IDisposable
{
    public DecoderCache(int layers) : this([.. Enumerable.Range(0, layers).Select(_ => new LayerCache())], 0) { }

    private DecoderCache(LayerCache[] layers, int length)
    {
        Layers = layers;
        Length = length;
    }

    /// <summary>Tokens read so far.</summary>
    public int Length { get; private set; }

    internal LayerCache[] Layers { get; }

    /// <summary>A cache that continues from this one, with every sequence repeated <paramref name="copies"/> times; this one stays as it is.</summary>
    public DecoderCache Fork(int copies = 1) => new([.. Layers.Select(layer => layer.Fork(copies))], Length);

    /// <exception cref="ArgumentException">The tokens of a call do not go on from what is held.</exception>
    internal void CheckFits(int layers, long sequences)
    {
        if (Layers.Length != layers)
            throw new ArgumentException($"The cache is for {Layers.Length} layers; the decoder has {layers}.");
        if (Length > 0 && Layers[0].Sequences is { } held && held != sequences)
            throw new ArgumentException($"The cache holds {held} sequence(s), and {sequences} are to go on from it; Fork repeats them.");
    }

    internal void Advance(int tokens) => Length += tokens;

    public void Dispose()
    {
        foreach (var layer in Layers) layer.Dispose();
    }
}

internal sealed class LayerCache : IDisposable
{
    private Tensor? _keys;      // [b, g, t, s]
    private Tensor? _values;    // [b, g, t, s]
    private Tensor? _inputs;    // [b, ≤ width − 1, d]

    public long? Sequences => _keys?.shape[0];

    public (Tensor Keys, Tensor Values) Append(Tensor keys, Tensor values)
    {
        Keep(ref _keys, _keys is null ? keys.alias() : cat([_keys, keys], 2));
        Keep(ref _values, _values is null ? values.alias() : cat([_values, values], 2));
        return (_keys!, _values!);
    }

    /// <returns>[b, count + t, d]: the inputs before <paramref name="inputs"/> (zeros at the very start), then those.</returns>
    public Tensor AppendInput(Tensor inputs, int count)
    {
        var all = _inputs is null ? nn.functional.pad(inputs, [0, 0, count, 0]) : cat([_inputs, inputs], 1);
        Keep(ref _inputs, all.narrow(1, all.shape[1] - count, count).clone());
        return all;
    }

    public LayerCache Fork(int copies)
    {
        static Tensor? Copy(Tensor? tensor, int copies) =>
            tensor?.repeat_interleave(copies, 0).DetachFromDisposeScope();
        return new LayerCache { _keys = Copy(_keys, copies), _values = Copy(_values, copies), _inputs = Copy(_inputs, copies) };
    }

    /// <summary>The cache outlives the dispose scope of the step that fills it.</summary>
    private static void Keep(ref Tensor? slot, Tensor value)
    {
        slot?.Dispose();
        slot = value.DetachFromDisposeScope();
    }

    public void Dispose()
    {
        _keys?.Dispose();
        _values?.Dispose();
        _inputs?.Dispose();
    }
}
