using AdaptLab.Experiments.Prompting;
using AdaptLab.Models.Transformer;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Vocabulary;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Training;

/// <param name="Symbols">In-context accuracy with letters as labels.</param>
/// <param name="Natural">In-context accuracy with the task's own labels.</param>
/// <param name="Nearest">Accuracy of the nearest class mean over embeddings.</param>
/// <param name="Words">The same over means of token embeddings, before any block.</param>
public sealed record ProbeResult(string Task, double Chance, double Symbols, double Natural, double Nearest, double Words);

/// <summary>A quick look at what the model can do on tasks that it has never seen, while it is being trained.</summary>
public sealed class Probe(IReadOnlyList<LabelledTask> tasks, TextEncoder encoder, int embeddingBlock)
{
    private const int Labels = 6;
    private const int ShotsPerLabel = 3;
    private const int Queries = 48;
    private const int LongestRow = 32;

    public IEnumerable<ProbeResult> Run(Decoder decoder)
    {
        using var noGrad = no_grad();
        // Every prompt has a length of its own, for which float32 needs no kernel compiled.
        var type = decoder.ComputeType;
        decoder.ComputeType = ScalarType.Float32;
        foreach (var task in tasks)
        {
            var random = new Random(7);
            var classes = Episodes.EpisodeSampler.Sample(random, task.ByLabel, Math.Min(Labels, task.ByLabel.Count));
            var rows = classes.Select(c => Episodes.EpisodeSampler.Sample(random, c.Texts, Math.Min(c.Texts.Length, ShotsPerLabel + Queries / classes.Count))).ToArray();
            var shots = rows.SelectMany((texts, c) => texts.Take(ShotsPerLabel).Select(text => (Text: text, Class: c))).ToArray();
            random.Shuffle(shots);
            var queries = rows.SelectMany((texts, c) => texts.Skip(ShotsPerLabel).Select(text => (Text: text, Class: c))).ToArray();
            var letters = classes.Select((_, i) => ((char)('A' + i)).ToString()).ToArray();
            yield return new ProbeResult(
                task.Name,
                1.0 / classes.Count,
                InContext(decoder, letters, shots, queries),
                InContext(decoder, [.. classes.Select(c => c.Label)], shots, queries),
                Nearest(decoder, embeddingBlock, shots, queries, classes.Count),
                Nearest(decoder, 0, shots, queries, classes.Count));
        }

        decoder.ComputeType = type;
    }

    private double InContext(Decoder decoder, string[] names, (string Text, int Class)[] shots, (string Text, int Class)[] queries)
    {
        using var scope = NewDisposeScope();
        var prefix = encoder.Encode(PromptLayout.Labels(names.Select(name => (name, (string?)null))) + "\n").ToList();
        foreach (var (text, @class) in shots) prefix.AddRange([.. Request(text), .. encoder.Encode(PromptLayout.Continuation(names[@class]))]);
        using var cache = new DecoderCache(decoder.Config.Layers);
        decoder.Forward(Losses.Padded([[.. prefix]], prefix.Count), cache);
        // The first token of an answer alone decides: enough for a look.
        var answers = tensor(names.Select(name => (long)encoder.Encode(PromptLayout.Continuation(name))[0]).ToArray());
        using var fork = cache.Fork(queries.Length);
        var requests = queries.Select(q => Request(q.Text)).ToArray();
        var states = decoder.Forward(Losses.Padded(requests, LongestRow + 1), fork);
        var last = stack(requests.Select((r, i) => states[i, r.Length - 1]));
        var chosen = decoder.Logits(last).index_select(1, answers).argmax(1).data<long>().ToArray();
        return queries.Select((q, i) => chosen[i] == q.Class ? 1.0 : 0).Average();
    }

    private double Nearest(Decoder decoder, int block, (string Text, int Class)[] shots, (string Text, int Class)[] queries, int classes)
    {
        using var scope = NewDisposeScope();
        var support = Losses.Pool(decoder, [.. shots.Select(s => Request(s.Text))], block, LongestRow + 1).Means;
        var means = nn.functional.normalize(stack(Enumerable.Range(0, classes).Select(c =>
            support.index_select(0, tensor(shots.Select((s, i) => (s, i)).Where(x => x.s.Class == c).Select(x => (long)x.i).ToArray())).mean([0]))));
        var nearest = matmul(Losses.Pool(decoder, [.. queries.Select(q => Request(q.Text))], block, LongestRow + 1).Means, means.t()).argmax(1).data<long>().ToArray();
        return queries.Select((q, i) => nearest[i] == q.Class ? 1.0 : 0).Average();
    }

    private int[] Request(string text)
    {
        var ids = encoder.Encode(PromptLayout.OneLine(text));
        return [.. ids.AsSpan(0, Math.Min(LongestRow, ids.Length)), .. encoder.Encode(PromptLayout.Arrow)];
    }
}
