using System.Collections.Immutable;
using AdaptLab.Data.Planning;
using AdaptLab.Language.Binding;
using AdaptLab.Models;
using AdaptLab.Models.Onnx;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Embeddings by a sentence encoder, of the text as it stands: it was trained on texts, not on requests.</summary>
internal sealed class OnnxEmbedder : IEmbedder, IDisposable
{
    private readonly SentenceEncoder _encoder;

    private OnnxEmbedder(SentenceEncoder encoder, string identity) => (_encoder, Identity) = (encoder, identity);

    public string Identity { get; }

    /// <exception cref="StrategyException">There is no such encoder, or it cannot be loaded.</exception>
    public static OnnxEmbedder Open(ModelSpec model, string specFolder)
    {
        try
        {
            var folder = ModelSession.FolderOf(model, specFolder);
            return new OnnxEmbedder(SentenceEncoder.Load(folder), ModelFiles.HashOf(folder));
        }
        catch (ModelLoadException error)
        {
            throw new StrategyException(error.Message);
        }
    }

    public Task<ImmutableArray<float[]>> EmbedAsync(IReadOnlyList<string> texts, Action<double>? progress, CancellationToken cancellation) =>
        Embedding.OneByOne(texts, _encoder.Embed, progress, cancellation);

    public void Dispose() => _encoder.Dispose();
}
