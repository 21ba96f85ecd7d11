using System.Text;
using AdaptLab.Models;
using AdaptLab.Models.Inference;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Evaluation;

/// <summary>How well running text of one source is predicted.</summary>
public sealed record LanguageScore(string Source, int Bytes, double BitsPerByte);

/// <summary>Bits per byte, which models of different vocabularies can be compared by, on lines kept out of training.</summary>
public static class LanguageEvaluation
{
    private const int LongestLine = 512;

    /// <param name="lines">Of each source, at most.</param>
    public static IEnumerable<LanguageScore> Run(LanguageModel model, string textFolder, int lines, CancellationToken cancellation = default)
    {
        foreach (var source in TextCorpus.Load(textFolder).Sources)
        {
            var (nats, bytes) = (0.0, 0);
            foreach (var line in source.HeldOut.Take(lines))
            {
                cancellation.ThrowIfCancellationRequested();
                using var noGrad = no_grad();
                using var scope = NewDisposeScope();
                // The end of a text, where there is one, is what training puts before the next.
                int[] ids = [.. model.EndTokens.Take(1), .. model.Tokenizer.Encode(line, recogniseSpecial: false)];
                if (ids.Length > LongestLine) ids = ids[..LongestLine];
                if (ids.Length < 2) continue;
                var logits = model.Decoder.Logits(model.Decoder.Forward(PromptPrefix.Row(ids.AsSpan(0, ids.Length - 1)))[0]);
                nats += Losses.CrossEntropy(logits, tensor(ids[1..].Select(id => (long)id).ToArray())).sum().item<float>();
                bytes += Encoding.UTF8.GetByteCount(model.Tokenizer.Decode(ids[1..]));
            }

            if (bytes > 0) yield return new LanguageScore(source.Name, bytes, nats / Math.Log(2) / bytes);
        }
    }
}
