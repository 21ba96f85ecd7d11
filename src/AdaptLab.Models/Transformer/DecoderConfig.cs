using AdaptLab.Models.Rows;

namespace AdaptLab.Models.Transformer;

/// <summary>The shape of a Llama-family decoder; the names in brackets are those of Hugging Face's `config.json`.</summary>
public sealed record DecoderConfig
{
    /// <summary>[vocab_size]</summary>
    public required int VocabularySize { get; init; }
    /// <summary>[hidden_size]</summary>
    public required int HiddenSize { get; init; }
    /// <summary>[intermediate_size] Width of the SwiGLU block.</summary>
    public required int IntermediateSize { get; init; }
    /// <summary>[num_hidden_layers]</summary>
    public required int Layers { get; init; }
    /// <summary>[num_attention_heads]</summary>
    public required int Heads { get; init; }
    /// <summary>[num_key_value_heads] Fewer than <see cref="Heads"/> is grouped-query attention.</summary>
    public required int KeyValueHeads { get; init; }
    /// <summary>[head_dim]</summary>
    public required int HeadSize { get; init; }
    /// <summary>[rms_norm_eps]</summary>
    public double NormEpsilon { get; init; } = 1e-5;
    /// <summary>[rope_theta]</summary>
    public double RopeTheta { get; init; } = 10_000;
    /// <summary>[max_position_embeddings] Longest input, in tokens.</summary>
    public required int Window { get; init; }
    /// <summary>[tie_word_embeddings] The output layer is the embedding, transposed.</summary>
    public bool TieEmbeddings { get; init; }
    /// <summary>[attention_bias] Biases on the query, key and value projections, as Qwen2 has them.</summary>
    public bool QkvBias { get; init; }
    /// <summary>[attention_bias] A bias on the attention's output projection too, as that key means it in a Llama.</summary>
    public bool OutputBias { get; init; }
    /// <summary>[mlp_bias] Biases on the feed-forward network's projections.</summary>
    public bool FeedForwardBias { get; init; }
    /// <summary>Each head's query and key go through an RMSNorm of their own, as in Qwen3.</summary>
    public bool QueryKeyNorm { get; init; }
    /// <summary>[no_rope_layers] Every so many layers, one has no rotary positions, as in SmolLM3; 0 for none.</summary>
    public int NopeInterval { get; init; }
    /// <summary>[rope_scaling] How rotary frequencies are stretched for windows longer than those of pretraining; null for not at all.</summary>
    public Llama3RopeScaling? RopeScaling { get; init; }
    /// <summary>[short_convolution] Width of the causal depthwise convolution before attention; 0 for none.</summary>
    public int ShortConvolution { get; init; }
    /// <summary>[embedding_block] After so many blocks the mean state serves as a text's embedding; null for after the last.</summary>
    public int? EmbeddingBlock { get; init; }
    /// <summary>[row_memory] How answers are read off the rows of a prompt beside the network; null for not at all.</summary>
    public RowMemoryWeights? RowMemory { get; init; }

    /// <summary>How many weights it has; tied ones count once.</summary>
    public long Parameters => ((long)VocabularySize * HiddenSize * (TieEmbeddings ? 1 : 2)) + (Layers * LayerParameters) + HiddenSize;

    /// <summary>How many of them one block has.</summary>
    public long LayerParameters
    {
        get
        {
            long width = HiddenSize, queries = (long)Heads * HeadSize, keys = (long)KeyValueHeads * HeadSize;
            return (2 * width * queries) + (2 * width * keys) + (QkvBias ? queries + (2 * keys) : 0) + (OutputBias ? width : 0)
                + (QueryKeyNorm ? 2 * HeadSize : 0) + (FeedForwardBias ? (2L * IntermediateSize) + width : 0)
                + (3 * width * IntermediateSize) + (ShortConvolution * width) + (2 * width);
        }
    }

    /// <summary>Whether a layer (0-based) turns queries and keys by their positions.</summary>
    internal bool HasRotary(int layer) => NopeInterval == 0 || (layer + 1) % NopeInterval != 0;
}

/// <summary>Llama 3.1's way of stretching a window: low frequencies are divided by a factor, high ones stay, and between
/// the two it changes gradually.</summary>
/// <param name="Factor">[factor]</param>
/// <param name="LowFrequencyFactor">[low_freq_factor] Waves longer than the original window divided by it are stretched.</param>
/// <param name="HighFrequencyFactor">[high_freq_factor] Waves shorter than the original window divided by it stay.</param>
/// <param name="OriginalWindow">[original_max_position_embeddings]</param>
public sealed record Llama3RopeScaling(double Factor, double LowFrequencyFactor, double HighFrequencyFactor, int OriginalWindow);
