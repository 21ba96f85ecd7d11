using System.Text.Json;
using AdaptLab.Models.Tokenizers;
using AdaptLab.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;
using static AdaptLab.Models.Tests.Transformer.TinyDecoder;
using Decoder = AdaptLab.Models.Transformer.Decoder;

namespace AdaptLab.Models.Tests.Transformer;

/// <summary>A small Llama that was really trained, against figures of a float64 implementation of its own.</summary>
public sealed class ReferenceCheckpointTests
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Greedy_texts_are_those_of_the_reference(bool cached)
    {
        var (decoder, tokenizer, expected) = Load();
        using (decoder)
        {
            foreach (var run in expected.Greedy)
            {
                int[] prompt = [.. tokenizer.Prefix, .. tokenizer.Encode(run.Prompt)];
                Assert.Equal(run.PromptIds, prompt);
                // Without a cache every token reads the whole text again: a shorter run says as much.
                var count = Math.Min(run.Ids.Length, cached ? int.MaxValue : 80);
                Assert.Equal(run.Ids[..count], cached ? ContinueCached(decoder, prompt, count) : ContinueWhole(decoder, prompt, count));
                Assert.Equal(run.Text.TrimStart(), tokenizer.Decode(run.Ids).TrimStart());
            }
        }
    }

    [SkippableFact]
    public void Last_logits_are_those_of_the_reference()
    {
        var (decoder, _, expected) = Load();
        using var scope = NewDisposeScope();
        using (decoder)
        {
            var logits = LogitsOf(decoder, expected.PromptIds)[^1];
            var reference = tensor(expected.LastLogits);
            Assert.InRange(MaxDifference(logits, reference), 0, 1e-4);

            using var cache = new DecoderCache(decoder.Config.Layers);
            foreach (var id in expected.PromptIds) logits = decoder.Logits(decoder.Forward(Batch(id), cache))[0, 0];
            Assert.InRange(MaxDifference(logits, reference), 0, 1e-4);

            decoder.ComputeType = ScalarType.BFloat16;
            Assert.InRange(RelativeDifference(LogitsOf(decoder, expected.PromptIds)[^1], reference.to(ScalarType.Float32)), 0, 0.02);
        }
    }

    [SkippableFact]
    public void Likelihoods_are_those_of_the_reference()
    {
        var (decoder, tokenizer, expected) = Load();
        using var scope = NewDisposeScope();
        using (decoder)
        {
            int[] ids = [.. tokenizer.Prefix, .. tokenizer.Encode(expected.Text)];
            Assert.Equal(expected.Ids, ids);
            Assert.Equal(expected.MeanNll, MeanNll(decoder, ids), 1e-5);
            decoder.ComputeType = ScalarType.BFloat16;
            Assert.Equal(expected.MeanNll, MeanNll(decoder, ids), 0.02);
        }
    }

    [SkippableFact]
    public void Padded_texts_in_a_batch_are_read_as_if_alone()
    {
        var (decoder, _, expected) = Load();
        using var scope = NewDisposeScope();
        using (decoder)
        {
            int[][] rows = [expected.Ids, expected.PromptIds, expected.Greedy[0].Ids[..40]];
            var longest = rows.Max(row => row.Length);
            var batch = cat([.. rows.Select(row => Batch([.. row, .. new int[longest - row.Length]]))], 0);
            var together = decoder.Logits(decoder.Forward(batch));
            for (var i = 0; i < rows.Length; i++)
                Assert.InRange(MaxDifference(together[i].narrow(0, 0, rows[i].Length), LogitsOf(decoder, rows[i])), 0, 1e-4);
        }
    }

    private static int[] ContinueWhole(Decoder decoder, int[] prompt, int count)
    {
        var ids = prompt.ToList();
        while (ids.Count < count)
        {
            using var scope = NewDisposeScope();
            ids.Add((int)LogitsOf(decoder, ids.ToArray())[^1].argmax().item<long>());
        }

        return [.. ids];
    }

    private static int[] ContinueCached(Decoder decoder, int[] prompt, int count)
    {
        var ids = prompt.ToList();
        using var cache = new DecoderCache(decoder.Config.Layers);
        while (ids.Count < count)
        {
            using var scope = NewDisposeScope();
            var states = decoder.Forward(Batch([.. ids[cache.Length..]]), cache);
            ids.Add((int)decoder.Logits(states[0, ^1]).argmax().item<long>());
        }

        return [.. ids];
    }

    private static double MeanNll(Decoder decoder, int[] ids)
    {
        var logits = LogitsOf(decoder, ids.AsSpan(0, ids.Length - 1));
        return nn.functional.cross_entropy(logits, tensor(ids[1..].Select(id => (long)id).ToArray())).item<float>();
    }

    private static (Decoder Decoder, Tokenizer Tokenizer, Expected Expected) Load()
    {
        var folder = Fixtures.Find("stories260K", "hf");
        return (CheckpointFolder.Load(folder), Tokenizer.Load(folder), Expected.Read(Fixtures.Find("stories260K", "expected.json")));
    }

    private sealed record GreedyRun(string Prompt, int[] PromptIds, int[] Ids, string Text);

    private sealed record Expected(GreedyRun[] Greedy, int[] PromptIds, double[] LastLogits, string Text, int[] Ids, double MeanNll)
    {
        public static Expected Read(string path)
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            int[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(id => id.GetInt32())];
            var (logits, nll) = (json.RootElement.GetProperty("logits"), json.RootElement.GetProperty("nll"));
            return new Expected(
                [.. json.RootElement.GetProperty("greedy").EnumerateArray().Select(run => new GreedyRun(
                    run.GetProperty("prompt").GetString()!, Numbers(run.GetProperty("prompt_ids")), Numbers(run.GetProperty("ids")), run.GetProperty("text").GetString()!))],
                Numbers(logits.GetProperty("prompt_ids")),
                [.. logits.GetProperty("last_logits").EnumerateArray().Select(value => value.GetDouble())],
                nll.GetProperty("text").GetString()!,
                Numbers(nll.GetProperty("ids")),
                nll.GetProperty("mean_nll").GetDouble());
        }
    }
}
