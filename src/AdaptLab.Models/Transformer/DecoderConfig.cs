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
    /// <summary>[attention_bias] Qwen2 has biases on the query, key and value projections.</summary>
    public bool QkvBias { get; init; }
    /// <summary>[short_convolution] Width of the causal depthwise convolution before attention; 0 for none.</summary>
    public int ShortConvolution { get; init; }
    /// <summary>[embedding_block] After so many blocks the mean state serves as a text's embedding; null for after the last.</summary>
    public int? EmbeddingBlock { get; init; }
}
