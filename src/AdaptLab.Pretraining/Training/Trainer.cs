using AdaptLab.Models.Native;
using AdaptLab.Models.Transformer;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Episodes;
using AdaptLab.Pretraining.Vocabulary;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Training;

/// <param name="Language">Nats a token.</param>
/// <param name="Answers">Nats a token, at the answers of episodes.</param>
/// <param name="Returning">The same at the first token of the answers, of rows that stood earlier in the episode.</param>
/// <param name="Fresh">The same of new rows.</param>
/// <param name="Reading">Nats a token, at the answers of episodes that are read.</param>
/// <param name="Identity">A row's arrow finds its row.</param>
/// <param name="Classes">Contrast of rows within episodes.</param>
/// <param name="Similarity">Contrast of pairs.</param>
/// <param name="ClassRows">Contrast of many rows of one task.</param>
/// <param name="Embeddings">The last two before any block: means of token embeddings.</param>
/// <param name="Tokens">That passed the network.</param>
public sealed record StepLosses(
    double Language, double Answers, double? Returning, double? Fresh, double? Reading, double Identity, double Classes, double? Similarity, double? ClassRows, double Embeddings, int Tokens);

/// <summary>One step after another, each over a batch of every objective. A step's batch depends on its number and the seed
/// alone, so that training resumed from a checkpoint goes on as if it had never stopped.</summary>
public sealed class Trainer : IDisposable
{
    /// <summary>Up to here a float32 counts without gaps.</summary>
    private const long ExactFloats = 1 << 24;

    private const int Parts = 2;
    private const int LanguageRows = 4;

    /// <summary>Contrast through the blocks takes as long as all the rest of a step, and adds little to what the embeddings
    /// have learned of it already: it is had now and then.</summary>
    private const int ContrastEvery = 4;
    private const int LanguageLength = 513;
    private const int EpisodeTokens = 2560;
    private const int PairCount = 64;
    private const int ClassRows = 128;
    private const double IdentityWeight = 0.2;
    private const double ClassesWeight = 0.2;
    private const double SimilarityWeight = 0.5;
    private const double ClassRowsWeight = 0.5;
    private const int EmbeddingRows = 512;
    private const double EmbeddingsWeight = 0.5;

    private readonly TextCorpus _text;
    private readonly TextEncoder _encoder;
    private readonly EpisodeSampler _episodes;
    private readonly SimilarPairSampler _pairs;
    private readonly ClassRowSampler _classRows;
    private readonly Muon _optimizer;
    private readonly Tensor _embedding;
    private readonly int _seed;

    public Trainer(Decoder decoder, TextCorpus text, TaskCorpus tasks, TextEncoder encoder, int seed)
    {
        Decoder = decoder;
        _text = text;
        _encoder = encoder;
        _seed = seed;
        _episodes = new EpisodeSampler(text, tasks, encoder.Encode);
        _pairs = new SimilarPairSampler(text, tasks, encoder.Encode);
        _classRows = new ClassRowSampler(text, tasks, encoder.Encode);
        var weights = decoder.Weights().ToArray();
        foreach (var (_, weight) in weights) weight.requires_grad_(true);
        _optimizer = new Muon(weights);
        _embedding = weights.First(w => w.Name == "model.embed_tokens.weight").Weight;
    }

    public Decoder Decoder { get; }

    /// <summary>Steps taken.</summary>
    public long Step { get; private set; }

    public long Tokens { get; private set; }

    /// <summary>The step at which the lessons of the episodes begin; later than 0 to begin them anew.</summary>
    public long LessonsFrom { get; init; }

    /// <summary>After so many blocks the states serve as embeddings; the rest of the network reads them in context.</summary>
    public int EmbeddingBlock => Decoder.Config.Layers / 2;

    /// <param name="scale">Of the learning rate, by the schedule.</param>
    public StepLosses TakeStep(double scale)
    {
        var random = BatchRandom(_seed, Step);
        var language = TakeLanguage(random, out var tokens);
        var losses = TakeEpisodes(random, ref tokens);
        double? similarity = Step % ContrastEvery == 0 ? TakePairs(random, ref tokens) : null;
        double? classRows = Step % ContrastEvery == ContrastEvery / 2 ? TakeClassRows(random, ref tokens) : null;
        var embeddings = TakeEmbeddings(random);

        Step++;
        _optimizer.Step(scale * Math.Min(1, Step / 100.0), Step);
        Tokens += tokens;
        return losses with { Language = language, Similarity = similarity, ClassRows = classRows, Embeddings = embeddings, Tokens = tokens };
    }

    /// <summary>By fixed arithmetic: HashCode's values differ from process to process.</summary>
    internal static Random BatchRandom(int seed, long step) => new((int)(uint)(seed * 1_000_003L ^ step * 2_654_435_761L));

    // Each objective goes through in parts of a few thousand tokens, whose gradients add up: the less memory a part needs,
    // the more of it stays in the processor's caches.
    private double TakeLanguage(Random random, out int tokens)
    {
        using var scope = NewDisposeScope();
        var ids = LanguageBatch(random);
        var loss = Losses.Language(Decoder, ids, random);
        loss.backward();
        tokens = ids.Length;
        return loss.item<float>();
    }

    private StepLosses TakeEpisodes(Random random, ref int tokens)
    {
        var parts = new List<StepLosses>();
        for (var part = 0; part < Parts; part++)
        {
            using var scope = NewDisposeScope();
            var (episodes, length) = EpisodeBatch(random);
            var losses = Losses.InContext(Decoder, episodes, length, EmbeddingBlock);
            losses.Answers.Plus(losses.Identity.mul(Scalars.Of(IdentityWeight))).Plus(losses.Classes.mul(Scalars.Of(ClassesWeight))).div(Scalars.Of(Parts)).backward();
            parts.Add(new StepLosses(
                0, losses.Answers.item<float>(), losses.Returning, losses.Fresh, losses.Reading, losses.Identity.item<float>(), losses.Classes.item<float>(), 0, 0, 0, 0));
            tokens += episodes.Sum(e => e.Ids.Length);
        }

        return new StepLosses(
            0, parts.Average(p => p.Answers), parts.Average(p => p.Returning), parts.Average(p => p.Fresh), parts.Average(p => p.Reading),
            parts.Average(p => p.Identity), parts.Average(p => p.Classes), 0, 0, 0, 0);
    }

    private double TakePairs(Random random, ref int tokens)
    {
        using var scope = NewDisposeScope();
        var pairs = _pairs.Next(random, PairCount);
        var loss = Losses.Similarity(Decoder, pairs, EmbeddingBlock);
        loss.mul(Scalars.Of(SimilarityWeight)).backward();
        tokens += pairs.Sum(p => p.A.Length + p.B.Length);
        return loss.item<float>();
    }

    private double TakeClassRows(Random random, ref int tokens)
    {
        using var scope = NewDisposeScope();
        var batch = _classRows.Next(random, ClassRows);
        var loss = Losses.Classes(Decoder, batch, EmbeddingBlock);
        loss.mul(Scalars.Of(ClassRowsWeight)).backward();
        tokens += batch.Rows.Sum(row => row.Length);
        return loss.item<float>();
    }

    /// <summary>Keeps the embeddings what <see cref="EmbeddingTraining"/> has made of them, and goes on with it.</summary>
    private double TakeEmbeddings(Random random)
    {
        using var scope = NewDisposeScope();
        var loss = EmbeddingLosses.Similarity(_embedding, _pairs.Next(random, EmbeddingRows))
            .Plus(EmbeddingLosses.Classes(_embedding, _classRows.Next(random, EmbeddingRows))).mul(Scalars.Of(0.5));
        loss.mul(Scalars.Of(EmbeddingsWeight)).backward();
        return loss.item<float>();
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

    private (Episode[] Episodes, int Length) EpisodeBatch(Random random)
    {
        var lesson = Lesson.At(Math.Max(0, Step - LessonsFrom));
        var budget = random.Next(3) switch { 0 => 320, 1 => 512, _ => 640 };
        return ([.. Enumerable.Range(0, EpisodeTokens / budget).Select(_ => _episodes.Next(random, budget, lesson))], budget);
    }

    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        using var scope = NewDisposeScope();
        var counters = tensor(new float[] { Step, Tokens % ExactFloats, Tokens / ExactFloats });
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
        var tokens = saved["counters"].narrow(0, 1, saved["counters"].numel() - 1).data<float>();
        Tokens = (long)tokens[0] + (tokens.Count > 1 ? (long)tokens[1] * ExactFloats : 0);
    }

    public void Dispose() => _optimizer.Dispose();
}
