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
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.99;

    /// <summary>The last quarter of the steps brings the learning rate down.</summary>
    private const double DecayShare = 0.8;

    private readonly Tensor _embedding;
    private readonly Tensor _momentum;
    private readonly Tensor _square;
    private readonly double _scale;
    private readonly SimilarPairSampler _pairs;
    private readonly ClassRowSampler _classRows;

    public EmbeddingTraining(Decoder decoder, TextCorpus text, TaskCorpus tasks, TextEncoder encoder)
    {
        _embedding = decoder.Weights().First(w => w.Name == "model.embed_tokens.weight").Weight;
        using var noGrad = no_grad();
        _momentum = zeros_like(_embedding).DetachFromDisposeScope();
        _square = zeros_like(_embedding).DetachFromDisposeScope();
        using var scope = NewDisposeScope();
        _scale = (_embedding * _embedding).mean().sqrt().item<float>();
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
                Update(step, Math.Min(1, (1 - step / (double)steps) / (1 - DecayShare) + 0.01));
            }

            if (step % reportEvery != 0 && step != steps) continue;
            yield return (step, pairs.DefaultIfEmpty().Average(), classes.DefaultIfEmpty().Average());
            pairs.Clear();
            classes.Clear();
        }
    }

    /// <summary>Adam (Kingma and Ba 2015), at a rate relative to the embeddings' own size.</summary>
    private void Update(int step, double schedule)
    {
        using var noGrad = no_grad();
        var gradient = _embedding.grad!;
        _momentum.mul_(Beta1).add_(gradient, alpha: 1 - Beta1);
        _square.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
        var denominator = (_square / (1 - Math.Pow(Beta2, step))).sqrt_().add_(1e-12);
        _embedding.addcdiv_(_momentum, denominator, -Rate * _scale * schedule / (1 - Math.Pow(Beta1, step)));
        gradient.zero_();
    }

    public void Dispose()
    {
        _momentum.Dispose();
        _square.Dispose();
    }
}
