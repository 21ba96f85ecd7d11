using System.Diagnostics;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Reading;
using AdaptLab.Words;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Reading;

/// <param name="Questions">Of those that people asked, at most: for a curve over them.</param>
/// <param name="Steps">Of <paramref name="Rows"/> questions each.</param>
/// <param name="HeldOut">Questions of each kind to measure with.</param>
/// <param name="From">A reader to train on; null for one that knows nothing.</param>
public sealed record ReaderTrainingOptions(string TextFolder, string TaskFolder, int Seed, int Steps = 6000, int Questions = int.MaxValue, int Rows = 32, double Rate = 3e-3, int HeldOut = 400, ReaderWeights? From = null);

/// <summary>How the reader that ships is made: a softmax over all spans of a passage and none of them, over questions that are drawn anew all along.</summary>
public static class ReaderTraining
{
    private const int LongestPassage = 260;
    private const int WarmUp = 100;
    private const int ReportEvery = 100;
    private const int AverageEvery = 5;

    /// <summary>Of the mean of the weights, from one time to the next: what is kept is the mean over the last some hundred steps.</summary>
    private const double Kept = 0.985;
    private const double Decay = 0.01;

    public static ReaderWeights Run(ReaderTrainingOptions options, WordVectors vectors, Action<string>? report, Action<ReaderWeights>? keep, CancellationToken cancellation)
    {
        // It refuses word vectors of another make: before all is loaded.
        if (options.From is { } from) _ = new Reader(from, vectors);
        var tasks = TaskCorpus.Load(options.TaskFolder);
        var sampler = new ReadingSampler(tasks, new Library(TextCorpus.Load(options.TextFolder), Articles.Titles(tasks), vectors), vectors, options.Questions, ReadingShares.Usual, cancellation);
        report?.Invoke(sampler.Summary);
        return Run(options, sampler, [.. sampler.HeldOut(options.HeldOut, options.Seed), .. sampler.HeldOutFound(options.HeldOut, options.Seed)], vectors, report, keep, cancellation);
    }

    internal static ReaderWeights Run(
        ReaderTrainingOptions options, ReadingSampler sampler, IReadOnlyList<ReadingQuestion> heldOut, WordVectors vectors, Action<string>? report, Action<ReaderWeights>? keep, CancellationToken cancellation)
    {
        using var module = options.From is null ? new ReaderModule(vectors.Dimensions, options.Seed) : new ReaderModule(options.From, trains: true);
        manual_seed(options.Seed);
        using var optimizer = optim.AdamW(module.Parameters, options.Rate, weight_decay: Decay);
        var random = new Random(options.Seed);
        var (clock, sum, drawing) = (Stopwatch.StartNew(), 0.0, 0.0);
        for (var step = 1; step <= options.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            drawing -= clock.Elapsed.TotalSeconds;
            var examples = new List<ReadingExample>();
            while (examples.Count < options.Rows)
                if (sampler.Next(random).Example(vectors) is { } example && example.Inputs.Passage.Count <= LongestPassage)
                    examples.Add(example);

            drawing += clock.Elapsed.TotalSeconds;
            using var scope = NewDisposeScope();
            foreach (var group in optimizer.ParamGroups)
                group.LearningRate = options.Rate * Math.Min(1, (double)step / WarmUp);
            optimizer.zero_grad();
            // Short passages and long ones apart: filling up costs time.
            foreach (var part in examples.OrderBy(example => example.Inputs.Passage.Count).Chunk((options.Rows + 1) / 2))
            {
                using var share = ((double)part.Length / options.Rows).ToScalar();
                var loss = module.Loss(ReaderBatch.Of(part)).mul(share);
                loss.backward();
                sum += loss.item<float>();
            }

            nn.utils.clip_grad_norm_(module.Parameters, 1);
            optimizer.step();
            if (step % AverageEvery == 0) module.Average(Math.Min(Kept, 1 - (AverageEvery / (AverageEvery + (0.5 * step)))));
            if (step % ReportEvery != 0 && step != options.Steps) continue;
            report?.Invoke($"step {step}, loss {sum / (((step - 1) % ReportEvery) + 1):F3}, {clock.Elapsed.TotalSeconds:F0} s ({drawing:F0} s drawing){(step % (5 * ReportEvery) == 0 || step == options.Steps ? $"; held out: {Measured(heldOut, new Reader(module.Weights(vectors.Fingerprint), vectors))}" : "")}");
            sum = 0;
            keep?.Invoke(module.Weights(vectors.Fingerprint));
        }

        return module.Weights(vectors.Fingerprint);
    }

    /// <summary>Token F1 and exact match where there is an answer, and how often none is seen to be none.</summary>
    internal static string Measured(IReadOnlyList<ReadingQuestion> questions, Reader reader) => string.Join("; ", questions.GroupBy(question => question.Kind).Select(kind =>
    {
        var scores = kind.Select(question =>
        {
            var reading = reader.Read(question.Question, PassageText.Of(question.Passage));
            var (answer, best) = (reading.Answer(), reading.Best()?.Text ?? "");
            double Best(Func<string, double> score) => question.Answers.Select(score).DefaultIfEmpty().Max();
            return (question.Answers.Length == 0, F1: Best(right => answer is null ? 0 : AnswerWords.TokenF1(answer, right)), Forced: Best(right => AnswerWords.TokenF1(best, right)), Exact: Best(right => AnswerWords.IsSame(best, right) ? 1 : 0), None: answer is null);
        }).ToLookup(score => score.Item1);
        return $"{kind.Key} F1 {scores[false].Average(s => s.F1):P1} (forced {scores[false].Average(s => s.Forced):P1}, exact {scores[false].Average(s => s.Exact):P1}), none {scores[true].Select(s => s.None ? 1.0 : 0).DefaultIfEmpty().Average():P1}";
    }));
}
