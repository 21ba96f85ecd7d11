using AdaptLab.Models.Adapters;
using AdaptLab.Models.Transformer;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Episodes;
using AdaptLab.Pretraining.Vocabulary;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Training;

/// <summary>
/// Trains the token embeddings alone: the mean of a text's tokens is to lie near those of texts that belong with it. A
/// batch passes no block, so that minutes see as many texts as the whole network sees in a day; what words have to do with
/// each other is learned here, and the network goes on from it.
/// </summary>
public sealed class EmbeddingTraining : IDisposable
{
    private const int Rows = 768;
    private const double ClassShare = 0.5;
    private const double Rate = 0.003;
    private const double Beta2 = 0.99;

    /// <summary>The last quarter of the steps brings the learning rate down.</summary>
    private const double DecayShare = 0.8;

    private readonly Tensor _embedding;
    private readonly AdamWOptimizer _optimizer;
    private readonly SimilarPairSampler _pairs;
    private readonly ClassRowSampler _classRows;

    public EmbeddingTraining(Decoder decoder, TextCorpus text, TaskCorpus tasks, TextEncoder encoder)
    {
        _embedding = decoder.Weights().First(w => w.Name == "model.embed_tokens.weight").Weight;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        // Relative to the embeddings' own size.
        var size = (_embedding * _embedding).mean().sqrt().item<float>();
        _optimizer = new AdamWOptimizer(Beta2, ([_embedding], Rate * size, 0));
        _pairs = new SimilarPairSampler(text, tasks, encoder.Encode);
        _classRows = new ClassRowSampler(text, tasks, encoder.Encode);
    }

    /// <returns>Mean losses of pairs and of classes over the last steps, now and then.</returns>
    public IEnumerable<(int Step, double Pairs, double Classes)> Run(int steps, int seed, int reportEvery, CancellationToken cancellation)
    {
        var random = new Random(seed);
        var (pairs, classes) = (new List<double>(), new List<double>());
        for (var step = 1; step <= steps && !cancellation.IsCancellationRequested; step++)
        {
            using (var scope = NewDisposeScope())
            {
                var ofClasses = random.NextDouble() < ClassShare;
                _embedding.requires_grad_(true);
                var loss = ofClasses
                    ? EmbeddingLosses.Classes(_embedding, _classRows.Next(random, Rows))
                    : EmbeddingLosses.Similarity(_embedding, _pairs.Next(random, Rows));
                loss.backward();
                (ofClasses ? classes : pairs).Add(loss.item<float>());
                _optimizer.Step(Math.Min(1, (1 - step / (double)steps) / (1 - DecayShare) + 0.01));
            }

            if (step % reportEvery != 0 && step != steps) continue;
            yield return (step, pairs.DefaultIfEmpty().Average(), classes.DefaultIfEmpty().Average());
            pairs.Clear();
            classes.Clear();
        }
    }

    public void Dispose() => _optimizer.Dispose();
}
