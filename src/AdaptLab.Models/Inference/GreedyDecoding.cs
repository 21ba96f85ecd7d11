using AdaptLab.Models.Native;
using AdaptLab.Models.Rows;
using AdaptLab.Models.Transformer;
using static TorchSharp.torch;

namespace AdaptLab.Models.Inference;

/// <summary>A token that was written.</summary>
/// <param name="LogProbability">Among the tokens that could have been written there, in nats.</param>
public readonly record struct WrittenToken(int Id, double LogProbability);

/// <summary>What may be written next, where not everything may.</summary>
public interface ITokenConstraint
{
    /// <summary>The tokens of which the next one is, at least one; asked again after each.</summary>
    IReadOnlyCollection<int> Allowed();

    /// <summary>One of those was written.</summary>
    void Advance(int token);
}

/// <summary>Continues a prompt, always with the most probable token.</summary>
public sealed class GreedyDecoding(Decoder decoder)
{
    /// <param name="prompt">At least one token, and no more than the window.</param>
    /// <param name="prefix">What the prompt begins with, already read; one that does not fit costs time only.</param>
    /// <param name="most">Tokens to write at most; fewer where the window is full.</param>
    /// <param name="constraint">Null where any token may come; else a new one, which this use wears out.</param>
    /// <returns>Token after token, without end: whoever has enough stops asking.</returns>
    public IEnumerable<WrittenToken> Run(int[] prompt, PromptPrefix prefix, int most, ITokenConstraint? constraint = null)
    {
        if (prompt.Length == 0) throw new ArgumentException("There is no token to continue from.", nameof(prompt));
        var (cache, next) = prefix.Continue(decoder, prompt);
        var rows = decoder.Rows?.Read(prompt, writing: true);
        var written = new List<int>();
        using (cache)
        {
            for (var i = 0; i < most && cache.Length + next.Length <= decoder.Config.Window; i++)
            {
                var token = Step(next, cache, constraint?.Allowed(), rows?.After([.. written]));
                yield return token;
                constraint?.Advance(token.Id);
                written.Add(token.Id);
                next = [token.Id];
            }
        }
    }

    private WrittenToken Step(int[] ids, DecoderCache cache, IReadOnlyCollection<int>? allowed, Dictionary<int, float>? support)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var last = decoder.Forward(PromptPrefix.Row(ids), cache)[0, -1].unsqueeze(0);                 // [1, d]
        // What is certain costs no softmax; its state had to be read all the same.
        if (allowed is { Count: 1 }) return new WrittenToken(allowed.First(), 0);
        var choices = allowed?.Select(id => (long)id).Order().ToArray();
        var logits = choices is null ? decoder.Logits(last) : decoder.Logits(last, tensor(choices));
        if (support is { Count: > 0 }) logits = logits.Plus(Support(support, choices, logits.shape[1]));
        var logProbabilities = logits[0].to(ScalarType.Float32).log_softmax(0);
        var best = logProbabilities.argmax().item<long>();
        return new WrittenToken((int)(choices is null ? best : choices[best]), logProbabilities[best].item<float>());
    }

    /// <param name="choices">The tokens of the logits; null for all.</param>
    /// <returns>[count]: what the rows of the prompt add to each.</returns>
    private static Tensor Support(Dictionary<int, float> support, long[]? choices, long count)
    {
        var added = new float[count];
        foreach (var (token, nats) in support)
            if ((choices is null ? token : Array.BinarySearch(choices, token)) is var at and >= 0)
                added[at] = nats;
        return tensor(added);
    }
}
