using System.Diagnostics;
using AdaptLab.Models.Native;
using AdaptLab.Models.Transformer;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Training;
using AdaptLab.Pretraining.Vocabulary;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining;

/// <param name="TextFolder">Running text, `*.txt` or `*.txt.xz`.</param>
/// <param name="TaskFolder">Labelled tasks, `*.jsonl` or `*.jsonl.xz`.</param>
/// <param name="ProbeFolder">Tasks kept out of training, for the log's figures.</param>
/// <param name="WorkFolder">Vocabulary, checkpoints and log; training resumes from what it finds there.</param>
/// <param name="Steps">Stop after so many steps in all.</param>
/// <param name="LessonsFrom">The step at which the curriculum of the episodes begins; 0, or later to begin it anew.</param>
/// <param name="Rate">Factor on every learning rate: a run that goes on from a finished one wants less than the first.</param>
/// <param name="EmbeddingSteps">Steps of the token embeddings alone before the training goes on; when null, those of a new run, and none of one that is resumed.</param>
/// <param name="From">A folder with a model of the same configuration, whose vocabulary and weights a new run begins with; null begins with nothing.</param>
/// <param name="DecaySteps">The last so many of them bring the learning rate down to zero.</param>
public sealed record PretrainingOptions(
    string TextFolder, string TaskFolder, string ProbeFolder, string WorkFolder, long Steps, long DecaySteps, int Seed, int ProbeEvery, long LessonsFrom = 0, double Rate = 1,
    int? EmbeddingSteps = null, string? From = null);

/// <summary>Makes nano from nothing: vocabulary, embeddings from co-occurrence, training, checkpoints.</summary>
public static class PretrainingRun
{
    public const int VocabularySize = 16384;

    private const int FirstEmbeddingSteps = 6000;

    public static DecoderConfig Config { get; } = new()
    {
        VocabularySize = VocabularySize,
        HiddenSize = 320,
        IntermediateSize = 832,
        Layers = 6,
        Heads = 5,
        KeyValueHeads = 5,
        HeadSize = 64,
        Window = 1024,
        TieEmbeddings = true,
        ShortConvolution = 4,
    };

    public static void Run(PretrainingOptions options, Action<string> log, CancellationToken cancellation)
    {
        TorchNative.EnsureLoaded();
        Directory.CreateDirectory(options.WorkFolder);
        var text = TextCorpus.Load(options.TextFolder);
        var tasks = TaskCorpus.Load(options.TaskFolder);
        log($"{text.Sources.Sum(s => s.Characters) / 1e6:F0} M characters of text, {tasks.Labelled.Count} labelled tasks, {tasks.Pairs.Count} of pairs, {tasks.Questions.Count} of questions");
        var encoder = LoadOrTrainVocabulary(options, text, tasks, log);

        using var decoder = DecoderFactory.Random(Config, options.Seed);
        using var trainer = new Trainer(decoder, text, tasks, encoder, options.Seed) { LessonsFrom = options.LessonsFrom };
        if (File.Exists(Path.Combine(options.WorkFolder, "checkpoint.bin")))
            trainer.Resume(options.WorkFolder);
        else if (options.From is { } from)
            Checkpoint.ReadWeights(from, decoder);
        else
            InitialiseEmbeddings(decoder, text, encoder, options, log);
        decoder.ComputeType = ScalarType.BFloat16;
        TrainEmbeddings(new EmbeddingTraining(decoder, text, tasks, encoder), options.EmbeddingSteps ?? (trainer.Step == 0 ? FirstEmbeddingSteps : 0), options.Seed, log, cancellation);
        log($"{decoder.Weights().Sum(w => w.Weight.numel()) / 1e6:F1} M parameters, from step {trainer.Step} on");

        var probe = new Probe(TaskCorpus.Load(options.ProbeFolder).Labelled, encoder, trainer.EmbeddingBlock);
        var watch = Stopwatch.StartNew();
        var recent = new List<StepLosses>();
        while (trainer.Step < options.Steps && !cancellation.IsCancellationRequested)
        {
            recent.Add(trainer.TakeStep(options.Rate * Math.Min(1, (options.Steps - trainer.Step) / (double)Math.Max(1, options.DecaySteps))));
            if (trainer.Step % 20 == 0)
            {
                log($"step {trainer.Step} tokens {trainer.Tokens / 1e6:F2} M language {recent.Average(r => r.Language):F3} answers {recent.Average(r => r.Answers):F3} " +
                    $"returning {recent.Average(r => r.Returning):F3} fresh {recent.Average(r => r.Fresh):F3} " +
                    $"reading {recent.Average(r => r.Reading):F3} identity {recent.Average(r => r.Identity):F3} classes {recent.Average(r => r.Classes):F3} similarity {recent.Average(r => r.Similarity):F3} rows {recent.Average(r => r.ClassRows):F3} embeddings {recent.Average(r => r.Embeddings):F3} {recent.Sum(r => r.Tokens) / watch.Elapsed.TotalSeconds:F0} tokens/s");
                recent.Clear();
                watch.Restart();
            }

            if (trainer.Step % options.ProbeEvery == 0 || trainer.Step == options.Steps)
            {
                trainer.Save(options.WorkFolder);
                LogProbe(probe, decoder, log);
                watch.Restart();
            }
        }

        trainer.Save(options.WorkFolder);
    }

    private static void TrainEmbeddings(EmbeddingTraining training, int steps, int seed, Action<string> log, CancellationToken cancellation)
    {
        using (training)
            foreach (var (step, pairs, classes) in training.Run(steps, seed, reportEvery: 500, cancellation))
                log($"embeddings step {step} pairs {pairs:F3} classes {classes:F3}");
    }

    private static void LogProbe(Probe probe, Decoder decoder, Action<string> log)
    {
        var results = probe.Run(decoder).ToArray();
        foreach (var r in results)
            log($"  {r.Task,-28} chance {r.Chance:P0} symbols {r.Symbols:P0} natural {r.Natural:P0} nearest {r.Nearest:P0} words {r.Words:P0}");
        log($"  mean: chance {results.Average(r => r.Chance):P1} symbols {results.Average(r => r.Symbols):P1} natural {results.Average(r => r.Natural):P1} nearest {results.Average(r => r.Nearest):P1} words {results.Average(r => r.Words):P1}");
    }

    private static TextEncoder LoadOrTrainVocabulary(PretrainingOptions options, TextCorpus text, TaskCorpus tasks, Action<string> log)
    {
        var path = Path.Combine(options.WorkFolder, "vocabulary.json");
        if (File.Exists(path)) return TextEncoder.Load(path);
        if (options.From is { } from)
        {
            var taken = Checkpoint.ReadVocabulary(from);
            taken.Save(path);
            return taken;
        }

        log("training the vocabulary");
        var sample = text.Sources.SelectMany(s => s.Lines.Where((_, i) => i % 4 == 0))
            .Concat(tasks.Labelled.SelectMany(t => t.ByLabel.SelectMany(c => c.Texts.Take(200).Concat(Enumerable.Repeat(" " + c.Label, 40)))))
            .Concat(tasks.Questions.SelectMany(q => q.Rows.Take(2000).Select(r => r.Question)));
        var counts = new Dictionary<string, long>(StringComparer.Ordinal) { [Experiments.Prompting.PromptLayout.Arrow] = 100_000 };
        var words = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var line in sample)
            foreach (var match in ByteLevel.Words().EnumerateMatches(line))
            {
                var word = line.AsSpan(match.Index, match.Length);
                if (word.Length > 40) continue;
                words.TryGetValue(word, out var count);
                words[word] = count + 1;
            }

        var frequent = counts.Where(pair => pair.Value > 1).ToDictionary(StringComparer.Ordinal);
        var encoder = new TextEncoder(BpeTrainer.Train(frequent, VocabularySize, [TextEncoder.EndOfText]));
        encoder.Save(path);
        return encoder;
    }

    private static void InitialiseEmbeddings(Decoder decoder, TextCorpus text, TextEncoder encoder, PretrainingOptions options, Action<string> log)
    {
        log("computing embeddings from co-occurrence");
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var documents = text.Sources.SelectMany(source => source.Lines).AsParallel().AsOrdered().Select(encoder.Encode);
        var embeddings = CooccurrenceEmbeddings.Compute(documents, VocabularySize, Config.HiddenSize, 0.05, options.Seed);
        decoder.Weights().First(w => w.Name == "model.embed_tokens.weight").Weight.copy_(embeddings);
    }
}
