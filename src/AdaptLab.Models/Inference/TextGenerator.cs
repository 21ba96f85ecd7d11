using System.Runtime.CompilerServices;

namespace AdaptLab.Models.Inference;

/// <summary>Continues a text, always with the most probable token.</summary>
public sealed class TextGenerator(LanguageModel model)
{
    /// <param name="most">Tokens to generate at most; fewer where the window is full or the model ends the text.</param>
    /// <returns>Token after token.</returns>
    /// <exception cref="ArgumentException">The prompt is empty or longer than the window.</exception>
    public IEnumerable<int> Generate(int[] prompt, int most, CancellationToken cancellation)
    {
        foreach (var (token, _) in new GreedyDecoding(model.Decoder).Run(prompt, PromptPrefix.Empty, most))
        {
            cancellation.ThrowIfCancellationRequested();
            if (model.EndTokens.Contains(token)) yield break;
            yield return token;
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
}
