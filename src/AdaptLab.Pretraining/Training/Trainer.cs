using AdaptLab.Models.Transformer;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Episodes;
using AdaptLab.Pretraining.Vocabulary;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Training;

/// <param name="Language">Nats a token.</param>
/// <param name="Answers">Nats a token, at the answers of episodes.</param>
/// <param name="Rows">Contrastive loss of rows within episodes.</param>
/// <param name="Similarity">Contrastive loss of pairs.</param>
public sealed record StepLosses(double Language, double Answers, double Rows, double Similarity, int Tokens);

/// <summary>One step after another, each over a batch of every objective. A step's batch depends on its number and the seed
/// alone, so that training resumed from a checkpoint goes on as if it had never stopped.</summary>
public sealed class Trainer : IDisposable
{
    private const int LanguageRows = 4;
    private const int LanguageLength = 513;
    private const int EpisodeTokens = 4608;
    private const int PairCount = 40;
    private const double RowsWeight = 0.2;
    private const double SimilarityWeight = 0.3;

    private readonly TextCorpus _text;
    private readonly TextEncoder _encoder;
    private readonly EpisodeSampler _episodes;
    private readonly SimilarPairSampler _pairs;
    private readonly Muon _optimizer;
    private readonly int _seed;

    public Trainer(Decoder decoder, TextCorpus text, TaskCorpus tasks, TextEncoder encoder, int seed)
    {
        Decoder = decoder;
        _text = text;
        _encoder = encoder;
        _seed = seed;
        _episodes = new EpisodeSampler(text, tasks, encoder.Encode);
        _pairs = new SimilarPairSampler(text, tasks, encoder.Encode);
        var weights = decoder.Weights().ToArray();
        foreach (var (_, weight) in weights) weight.requires_grad_(true);
        _optimizer = new Muon(weights);
    }

    public Decoder Decoder { get; }

    /// <summary>Steps taken.</summary>
    public long Step { get; private set; }

    public long Tokens { get; private set; }

    /// <summary>After so many blocks the states serve as embeddings; the rest of the network reads them in context.</summary>
    public int EmbeddingBlock => Decoder.Config.Layers * 2 / 3;

    /// <param name="scale">Of the learning rate, by the schedule.</param>
    public StepLosses TakeStep(double scale)
    {
        var random = new Random(HashCode.Combine(_seed, 17) ^ (int)(Step * 2654435761L));
        using var scope = NewDisposeScope();

        var languageIds = LanguageBatch(random);
        var language = Losses.Language(Decoder, languageIds, random);
        language.backward();

        var episodes = EpisodeBatch(random);
        var (answers, rows) = Losses.InContext(Decoder, episodes, EmbeddingBlock);
        (rows is null ? answers : answers + rows * RowsWeight).backward();

        var pairs = _pairs.Next(random, PairCount);
        var similarity = Losses.Similarity(Decoder, pairs, EmbeddingBlock);
        (similarity * SimilarityWeight).backward();

        Step++;
        _optimizer.Step(scale * Math.Min(1, Step / 100.0), Step);
        var tokens = languageIds.Length + episodes.Sum(e => e.Ids.Length) + pairs.Sum(p => p.A.Length + p.B.Length);
        Tokens += tokens;
        return new StepLosses(language.item<float>(), answers.item<float>(), rows?.item<float>() ?? 0, similarity.item<float>(), tokens);
    }

    private long[,] LanguageBatch(Random random)
    {
        var ids = new long[LanguageRows, LanguageLength];
        for (var row = 0; row < LanguageRows; row++)
        {
            var at = 0;
            while (at < LanguageLength)
            {
                var line = _encoder.Encode(_text.RandomLine(random));
                // Not always from a document's beginning: its later tokens would be seen less.
                var from = line.Length > 256 ? random.Next(line.Length - 200) : 0;
                ids[row, at++] = _encoder.EndOfTextId;
                for (var i = from; i < line.Length && at < LanguageLength; i++) ids[row, at++] = line[i];
            }
        }

        return ids;
    }

    private Episode[] EpisodeBatch(Random random)
    {
        // Recall first (many rows return), then less and less of it.
        var repeats = Math.Max(0.05, 0.5 * (1 - Step / 800.0));
        var budget = random.Next(4) switch { 0 => 256, 1 => 384, 2 => 512, _ => 640 };
        return [.. Enumerable.Range(0, EpisodeTokens / budget).Select(_ => _episodes.Next(random, budget, repeats))];
    }

    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        var counters = tensor(new double[] { Step, Tokens }).to(ScalarType.Float32);
        TensorFile.Write(
            Path.Combine(folder, "checkpoint.bin"),
            [.. Decoder.Weights(), .. _optimizer.State.Select(s => ("optimizer." + s.Name, s.Tensor)), ("counters", counters)]);
    }

    public void Resume(string folder)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var saved = TensorFile.Read(Path.Combine(folder, "checkpoint.bin"));
        foreach (var (name, weight) in Decoder.Weights()) weight.copy_(saved[name]);
        _optimizer.Load(saved.Where(pair => pair.Key.StartsWith("optimizer.", StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key["optimizer.".Length..], pair => pair.Value));
        Step = (long)saved["counters"][0].item<float>();
        Tokens = (long)saved["counters"][1].item<float>();
    }

    public void Dispose() => _optimizer.Dispose();
}
