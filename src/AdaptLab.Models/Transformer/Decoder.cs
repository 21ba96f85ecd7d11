using AdaptLab.Models.Native;
using AdaptLab.Models.Rows;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Transformer;

/// <summary>
/// A decoder of the Llama family: RMSNorm, rotary positions, grouped-query attention, SwiGLU; with biases, Qwen3's norms
/// of queries and keys, SmolLM3's layers without positions, tied embeddings, and nano's short convolution as options. Shapes: b sequences of t tokens,
/// d hidden size, h heads of size s, g key-value heads, v vocabulary.
/// </summary>
/// <remarks>Weights keep their own type; activations have <see cref="ComputeType"/>, to which weights are cast on use
/// (free when the types agree). So training keeps float32 master weights and computes in bfloat16.</remarks>
public sealed class Decoder : IDisposable
{
    private readonly RotaryTable _rotary;

    private readonly Decoder? _owner;

    internal Decoder(DecoderConfig config, Tensor embedding, Block[] blocks, Tensor finalNorm, Tensor? head, Decoder? owner = null)
    {
        _owner = owner;
        Config = config;
        Embedding = embedding;
        Blocks = blocks;
        FinalNorm = finalNorm;
        Head = head;
        _rotary = owner?._rotary ?? new RotaryTable(config);
    }

    public DecoderConfig Config { get; }

    /// <summary>Type of activations: float32, or bfloat16 where the processor gains by it.</summary>
    public ScalarType ComputeType { get; set; } = ScalarType.Float32;

    /// <summary>Reads answers off the rows of a prompt, for whoever chooses tokens by the logits; null for a decoder without.</summary>
    public RowMemory? Rows { get; init; }

    internal Tensor Embedding { get; }

    internal Block[] Blocks { get; }

    internal Tensor FinalNorm { get; }

    internal Tensor? Head { get; }

    /// <summary>Every weight under its name in a Hugging Face checkpoint, adapters included.</summary>
    public IEnumerable<(string Name, Tensor Weight)> Weights()
    {
        yield return ("model.embed_tokens.weight", Embedding);
        for (var i = 0; i < Blocks.Length; i++)
            foreach (var (name, weight) in Blocks[i].Weights())
                yield return ($"model.layers.{i}.{name}", weight);
        yield return ("model.norm.weight", FinalNorm);
        if (Head is not null) yield return ("lm_head.weight", Head);
    }

    /// <summary>A decoder that shares every weight with this one but the projections that <paramref name="replace"/> answers:
    /// how LoRA wraps layers, several adapters at a time over one base. This decoder must outlive it.</summary>
    /// <param name="replace">Gets a projection and its path, such as "model.layers.0.self_attn.q_proj".</param>
    public Decoder Adapted(Func<string, Projection, Projection> replace) =>
        new(Config, Embedding, [.. Blocks.Select((block, i) => block.Adapted($"model.layers.{i}.", replace))], FinalNorm, Head, owner: this)
        {
            ComputeType = ComputeType,
            Rows = Rows,
        };

    /// <param name="ids">[b, t] token ids, padded on the right where lengths differ (causal attention never looks there).</param>
    /// <param name="cache">Earlier tokens of the same sequences; extended by this call.</param>
    /// <param name="observe">Called with the state after each block (0-based) [b, t, d].</param>
    /// <param name="lastBlock">Stop after so many blocks; the result is then that block's state, without the final norm.</param>
    /// <returns>[b, t, d] normalised final states.</returns>
    /// <exception cref="ArgumentException">The ids are no batch, do not fit into the window, or do not go on from the cache.</exception>
    public Tensor Forward(Tensor ids, DecoderCache? cache = null, Action<int, Tensor>? observe = null, int? lastBlock = null)
    {
        if (ids.shape is not [_, > 0])
            throw new ArgumentException($"Expected token ids [b, t] and at least one token, found the shape [{string.Join(", ", ids.shape)}].", nameof(ids));
        cache?.CheckFits(Blocks.Length, ids.shape[0]);
        var offset = cache?.Length ?? 0;
        var length = (int)ids.shape[1];
        if (offset + length > Config.Window)
            throw new ArgumentException($"{offset + length} tokens do not fit into the window of {Config.Window}.", nameof(ids));

        var x = Embed(ids);                                                                               // [b, t, d]
        var rotary = _rotary.Slice(offset, length, ComputeType);
        var mask = AttentionMask(length, offset, ComputeType);
        var blocks = lastBlock ?? Blocks.Length;
        for (var i = 0; i < blocks; i++)
        {
            x = Blocks[i].Forward(x, Config.HasRotary(i) ? rotary : null, mask, cache?.Layers[i], Config);
            observe?.Invoke(i, x);
        }

        cache?.Advance(length);
        return lastBlock is null ? RmsNorm(x, FinalNorm, Config.NormEpsilon) : x;
    }

    /// <param name="ids">[b, t] token ids.</param>
    /// <returns>[b, t, d]: the tokens' embeddings, which the first block reads.</returns>
    public Tensor Embed(Tensor ids) => Embedding.index_select(0, ids.flatten()).view(ids.shape[0], ids.shape[1], -1).to(ComputeType);

    /// <param name="states">[…, d] from <see cref="Forward"/>.</param>
    /// <returns>[…, v] logits in float32, or float64 where that is computed in.</returns>
    public Tensor Logits(Tensor states) => Wide(nn.functional.linear(states, (Head ?? Embedding).to(states.dtype)));

    /// <param name="states">[n, d] from <see cref="Forward"/>.</param>
    /// <param name="tokens">[m] token ids: the only ones whose logits are wanted.</param>
    /// <returns>[n, m] float32 logits.</returns>
    public Tensor Logits(Tensor states, Tensor tokens) =>
        nn.functional.linear(states, (Head ?? Embedding).index_select(0, tokens).to(states.dtype)).to(ScalarType.Float32);

    internal static Tensor RmsNorm(Tensor x, Tensor weight, double epsilon)
    {
        // The mean of squares needs float32's range; the rest does not.
        var wide = Wide(x);
        var scale = rsqrt((wide * wide).mean([-1], keepdim: true).Plus(epsilon));
        return (wide * scale).to(x.dtype) * weight.to(x.dtype);
    }

    private static Tensor Wide(Tensor x) => x.dtype == ScalarType.Float64 ? x : x.to(ScalarType.Float32);

    /// <returns>[t, offset + t] zeros where a token may look, −∞ where it may not; null for a single token, which may look everywhere.</returns>
    private static Tensor? AttentionMask(int length, int offset, ScalarType type) =>
        length == 1 ? null : full(length, offset + length, Scalars.Of(double.NegativeInfinity), dtype: ScalarType.Float32).triu(offset + 1).to(type);

    /// <summary>The type of the weights themselves.</summary>
    public ScalarType WeightType => Embedding.dtype;

    /// <summary>The same weights, shared, computed with in a type of one's own. This decoder must outlive it.</summary>
    public Decoder ComputingIn(ScalarType type)
    {
        var view = Adapted((_, projection) => projection);
        view.ComputeType = type;
        return view;
    }

    /// <summary>The same weights, shared, beside another reading of rows, or none. This decoder must outlive it.</summary>
    public Decoder With(RowMemory? rows) => new(Config, Embedding, Blocks, FinalNorm, Head, owner: this) { ComputeType = ComputeType, Rows = rows };

    /// <summary>The same decoder with weights of another type, all its own.</summary>
    public Decoder Copy(ScalarType type)
    {
        using var noGrad = no_grad();
        var weights = Weights().ToDictionary(w => w.Name, w => w.Weight, StringComparer.Ordinal);
        var copy = DecoderFactory.Build(Config, (name, _) => weights[name].detach().to(type, copy: true), Rows);
        copy.ComputeType = type;
        return copy;
    }

    /// <summary>Frees the weights; of an adapted decoder, only those projections that it does not share with its base.</summary>
    public void Dispose()
    {
        if (_owner is not null)
        {
            foreach (var (mine, shared) in Projections().Zip(_owner.Projections()))
                if (!ReferenceEquals(mine, shared))
                    mine.Dispose();
            return;
        }

        foreach (var (_, weight) in Weights()) weight.Dispose();
        _rotary.Dispose();
    }

    private IEnumerable<Projection> Projections() => Blocks.SelectMany(block => block.Projections()).Select(p => p.Projection);
}

/// <summary>Attention and feed-forward network, each on a normalised input and added to the residual stream.</summary>
internal sealed class Block
{
    public required Tensor InputNorm { get; init; }
    public required Tensor PostAttentionNorm { get; init; }
    public Tensor? ShortConvolution { get; init; }
    public Tensor? QueryNorm { get; init; }
    public Tensor? KeyNorm { get; init; }
    public required Projection Query { get; init; }
    public required Projection Key { get; init; }
    public required Projection Value { get; init; }
    public required Projection Output { get; init; }
    public required Projection Gate { get; init; }
    public required Projection Up { get; init; }
    public required Projection Down { get; init; }

    /// <param name="rotary">Null for a layer that knows no positions.</param>
    public Tensor Forward(Tensor x, (Tensor Cos, Tensor Sin)? rotary, Tensor? mask, LayerCache? cache, DecoderConfig config)
    {
        var normed = Decoder.RmsNorm(x, InputNorm, config.NormEpsilon);
        if (ShortConvolution is not null) normed = Convolve(normed, ShortConvolution, cache);
        x = x.Plus(Attention(normed, rotary, mask, cache, config));
        normed = Decoder.RmsNorm(x, PostAttentionNorm, config.NormEpsilon);
        return x.Plus(Down.Forward(nn.functional.silu(Gate.Forward(normed)) * Up.Forward(normed)));
    }

    private Tensor Attention(Tensor x, (Tensor Cos, Tensor Sin)? rotary, Tensor? mask, LayerCache? cache, DecoderConfig config)
    {
        var (b, t) = (x.shape[0], x.shape[1]);
        Tensor Split(Tensor projected, int heads) => projected.view(b, t, heads, config.HeadSize).transpose(1, 2);
        Tensor Placed(Tensor heads, Tensor? norm)
        {
            if (norm is not null) heads = Decoder.RmsNorm(heads, norm, config.NormEpsilon);
            return rotary is { } table ? RotaryTable.Rotate(heads, table) : heads;
        }

        var q = Placed(Split(Query.Forward(x), config.Heads), QueryNorm);                        // [b, h, t, s]
        var k = Placed(Split(Key.Forward(x), config.KeyValueHeads), KeyNorm);                    // [b, g, t, s]
        var v = Split(Value.Forward(x), config.KeyValueHeads);                                   // [b, g, t, s]
        if (cache is not null) (k, v) = cache.Append(k, v);                                      // [b, g, t', s]
        if (config.Heads != config.KeyValueHeads)
        {
            var groups = config.Heads / config.KeyValueHeads;
            k = k.repeat_interleave(groups, 1);
            v = v.repeat_interleave(groups, 1);
        }

        // Written out: libtorch's fused kernel is up to three times slower on a CPU in bfloat16 at these sizes.
        var scores = matmul(q.mul(Scalars.Of(1 / Math.Sqrt(config.HeadSize))), k.transpose(-1, -2));          // [b, h, t, t']
        if (mask is not null) scores = scores.Plus(mask);
        var mixed = matmul(nn.functional.softmax(scores, -1), v);                                // [b, h, t, s]
        return Output.Forward(mixed.transpose(1, 2).reshape(b, t, config.Heads * config.HeadSize));
    }

    /// <summary>h + Σ_j w_j · shift(h, j): every token sees a few before it, which puts in-context association within
    /// reach of a small network (an attention head needs to find "the token after" no longer).</summary>
    /// <param name="h">[b, t, d]</param>
    /// <param name="weight">[width, d]; row j weighs the state j tokens earlier.</param>
    private static Tensor Convolve(Tensor h, Tensor weight, LayerCache? cache)
    {
        var width = (int)weight.shape[0];
        var length = h.shape[1];
        var w = weight.to(h.dtype);
        var padded = cache is null
            ? nn.functional.pad(h, [0, 0, width - 1, 0])
            : cache.AppendInput(h, width - 1);                                                   // [b, width − 1 + t, d]
        var mixed = h * w[0].Plus(1);
        for (var j = 1; j < width; j++) mixed = mixed.Plus(padded.narrow(1, width - 1 - j, length) * w[j]);
        return mixed;
    }

    public IEnumerable<(string Name, Tensor Weight)> Weights()
    {
        yield return ("input_layernorm.weight", InputNorm);
        if (ShortConvolution is not null) yield return ("short_convolution.weight", ShortConvolution);
        if (QueryNorm is not null) yield return ("self_attn.q_norm.weight", QueryNorm);
        if (KeyNorm is not null) yield return ("self_attn.k_norm.weight", KeyNorm);
        foreach (var (path, projection) in Projections())
            foreach (var (name, weight) in projection.Weights())
                yield return ($"{path}.{name}", weight);
        yield return ("post_attention_layernorm.weight", PostAttentionNorm);
    }

    public IEnumerable<(string Path, Projection Projection)> Projections() =>
    [
        ("self_attn.q_proj", Query), ("self_attn.k_proj", Key), ("self_attn.v_proj", Value), ("self_attn.o_proj", Output),
        ("mlp.gate_proj", Gate), ("mlp.up_proj", Up), ("mlp.down_proj", Down),
    ];

    public Block Adapted(string prefix, Func<string, Projection, Projection> replace) => new()
    {
        InputNorm = InputNorm,
        PostAttentionNorm = PostAttentionNorm,
        ShortConvolution = ShortConvolution,
        QueryNorm = QueryNorm,
        KeyNorm = KeyNorm,
        Query = replace(prefix + "self_attn.q_proj", Query),
        Key = replace(prefix + "self_attn.k_proj", Key),
        Value = replace(prefix + "self_attn.v_proj", Value),
        Output = replace(prefix + "self_attn.o_proj", Output),
        Gate = replace(prefix + "mlp.gate_proj", Gate),
        Up = replace(prefix + "mlp.up_proj", Up),
        Down = replace(prefix + "mlp.down_proj", Down),
    };
}
