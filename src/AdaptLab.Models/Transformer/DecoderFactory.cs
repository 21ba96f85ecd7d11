using AdaptLab.Models.Native;
using AdaptLab.Models.Rows;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Models.Transformer;

/// <summary>Makes decoders: with fresh random weights, or with weights that a checkpoint provides.</summary>
public static class DecoderFactory
{
    /// <summary>Random weights: normal with deviation 0.02, residual outputs scaled down by depth (GPT-2's scheme), norms one.</summary>
    public static Decoder Random(DecoderConfig config, long seed)
    {
        using var generator = new Generator((ulong)seed, CPU);
        var residual = 0.02 / Math.Sqrt(2 * config.Layers);
        return Build(config, (name, shape) => name switch
        {
            _ when name.EndsWith("norm.weight", StringComparison.Ordinal) => ones(shape),
            _ when name.EndsWith(".bias", StringComparison.Ordinal) => zeros(shape),
            _ when name.EndsWith("short_convolution.weight", StringComparison.Ordinal) => randn(shape, generator: generator).mul(Scalars.Of(0.3)),
            _ when name.EndsWith("o_proj.weight", StringComparison.Ordinal) || name.EndsWith("down_proj.weight", StringComparison.Ordinal)
                => randn(shape, generator: generator).mul(Scalars.Of(residual)),
            _ => randn(shape, generator: generator).mul(Scalars.Of(0.02)),
        });
    }

    /// <param name="weight">Gives the tensor of a name, which must have the shape asked for; the decoder owns it from then on.</param>
    /// <param name="rows">Reads answers off the rows of a prompt; null for none.</param>
    /// <exception cref="ModelLoadException">A tensor has another shape.</exception>
    public static Decoder Build(DecoderConfig config, Func<string, long[], Tensor> weight, RowMemory? rows = null)
    {
        // Holds what has been read so far, in case that a later tensor is missing.
        using var all = NewDisposeScope();
        Tensor Get(string name, params long[] shape)
        {
            using var scope = NewDisposeScope();
            var tensor = weight(name, shape);
            return tensor.shape.SequenceEqual(shape)
                ? tensor.MoveToOuterDisposeScope()
                : throw new ModelLoadException($"The tensor '{name}' has the shape [{string.Join(", ", tensor.shape)}]; the config asks for [{string.Join(", ", shape)}]. The weights belong to another model.");
        }

        long d = config.HiddenSize, inner = config.IntermediateSize;
        long queries = config.Heads * config.HeadSize, keys = config.KeyValueHeads * config.HeadSize;

        var embedding = Get("model.embed_tokens.weight", config.VocabularySize, d);
        var blocks = new Block[config.Layers];
        for (var i = 0; i < blocks.Length; i++)
        {
            var prefix = $"model.layers.{i}.";
            DenseProjection Dense(string path, long to, long from, bool bias = false) => new(
                Get($"{prefix}{path}.weight", to, from),
                bias ? Get($"{prefix}{path}.bias", to) : null);

            blocks[i] = new Block
            {
                InputNorm = Get(prefix + "input_layernorm.weight", d),
                ShortConvolution = config.ShortConvolution > 0
                    ? Get(prefix + "short_convolution.weight", config.ShortConvolution, d)
                    : null,
                QueryNorm = config.QueryKeyNorm ? Get(prefix + "self_attn.q_norm.weight", config.HeadSize) : null,
                KeyNorm = config.QueryKeyNorm ? Get(prefix + "self_attn.k_norm.weight", config.HeadSize) : null,
                Query = Dense("self_attn.q_proj", queries, d, config.QkvBias),
                Key = Dense("self_attn.k_proj", keys, d, config.QkvBias),
                Value = Dense("self_attn.v_proj", keys, d, config.QkvBias),
                Output = Dense("self_attn.o_proj", d, queries, config.OutputBias),
                PostAttentionNorm = Get(prefix + "post_attention_layernorm.weight", d),
                Gate = Dense("mlp.gate_proj", inner, d, config.FeedForwardBias),
                Up = Dense("mlp.up_proj", inner, d, config.FeedForwardBias),
                Down = Dense("mlp.down_proj", d, inner, config.FeedForwardBias),
            };
        }

        var decoder = new Decoder(
            config,
            embedding,
            blocks,
            Get("model.norm.weight", d),
            config.TieEmbeddings ? null : Get("lm_head.weight", config.VocabularySize, d))
        {
            Rows = rows,
        };
        foreach (var (_, tensor) in decoder.Weights()) tensor.DetachFromDisposeScope();
        return decoder;
    }
}
