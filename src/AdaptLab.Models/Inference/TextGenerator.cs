using System.Runtime.CompilerServices;
using AdaptLab.Models.Transformer;
using static TorchSharp.torch;

namespace AdaptLab.Models.Inference;

/// <summary>Continues a text, always with the most probable token.</summary>
public sealed class TextGenerator(LanguageModel model)
{
    /// <param name="most">Tokens to generate at most; fewer where the window is full or the model ends the text.</param>
    /// <returns>Token after token.</returns>
    /// <exception cref="ArgumentException">The prompt is empty or longer than the window.</exception>
    public IEnumerable<int> Generate(int[] prompt, int most, CancellationToken cancellation)
    {
        if (prompt.Length == 0) throw new ArgumentException("There is no token to continue from.", nameof(prompt));
        using var cache = new DecoderCache(model.Decoder.Config.Layers);
        var next = prompt;
        for (var i = 0; i < most && cache.Length + next.Length <= model.Window; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var token = Step(next, cache);
            if (model.EndTokens.Contains(token)) yield break;
            yield return token;
            next = [token];
        }
    }

    /// <summary>The same as text: pieces as soon as they are whole characters.</summary>
    public async IAsyncEnumerable<string> StreamAsync(string prompt, int most, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var ids = new List<int>();
        var told = "";
        int[] read = [.. model.Tokenizer.Prefix, .. model.Tokenizer.Encode(prompt)];
        foreach (var token in Generate(read, most, cancellation))
        {
            ids.Add(token);
            var text = model.Tokenizer.Decode([.. ids]);
            // A character of several tokens shows as U+FFFD until it is whole.
            if (text.EndsWith('\uFFFD') || !text.StartsWith(told, StringComparison.Ordinal)) continue;
            if (text.Length > told.Length) yield return text[told.Length..];
            told = text;
            await Task.Yield();
        }
    }

    private int Step(int[] ids, DecoderCache cache)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var last = model.Decoder.Forward(PromptPrefix.Row(ids), cache)[0, -1];
        return (int)model.Decoder.Logits(last).argmax().item<long>();
    }
}
