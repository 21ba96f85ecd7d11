namespace AdaptLab.Models.Tokenizers.PreTokenizers;

/// <summary>Cuts text into the words that the model of the tokenizer then encodes one by one.</summary>
internal abstract class PreTokenizer
{
    /// <param name="text">A stretch of normalised text.</param>
    /// <param name="first">Whether the stretch starts the whole input.</param>
    /// <param name="words">Receives the words in order.</param>
    public abstract void Split(ReadOnlyMemory<char> text, bool first, List<ReadOnlyMemory<char>> words);
}

/// <summary>The stages one after the other, each on the words of the one before.</summary>
internal sealed class PreTokenizerSequence(IReadOnlyList<PreTokenizer> stages) : PreTokenizer
{
    public override void Split(ReadOnlyMemory<char> text, bool first, List<ReadOnlyMemory<char>> words)
    {
        var current = new List<ReadOnlyMemory<char>> { text };
        foreach (var stage in stages)
        {
            var next = new List<ReadOnlyMemory<char>>(current.Count);
            for (int index = 0; index < current.Count; index++)
                stage.Split(current[index], first && index == 0, next);
            current = next;
        }
        words.AddRange(current);
    }
}

/// <summary>`add_prefix_space` of the byte-level kind: a stretch that starts a word without a space gets one.</summary>
internal sealed class PrefixSpace : PreTokenizer
{
    public override void Split(ReadOnlyMemory<char> text, bool first, List<ReadOnlyMemory<char>> words) =>
        words.Add(text.Span is [' ', ..] ? text : $" {text}".AsMemory());
}

/// <summary>
/// SentencePiece's way with spaces: each becomes <paramref name="replacement"/>, one more goes in front, and a word, where
/// words are cut at all, begins with it.
/// </summary>
internal sealed class Metaspace(string replacement, Metaspace.Prepend prepend, bool split) : PreTokenizer
{
    public enum Prepend { Never, First, Always }

    public override void Split(ReadOnlyMemory<char> text, bool first, List<ReadOnlyMemory<char>> words)
    {
        string spelled = text.ToString().Replace(" ", replacement, StringComparison.Ordinal);
        bool wanted = prepend == Prepend.Always || (prepend == Prepend.First && first);
        if (wanted && spelled.Length > 0 && !spelled.StartsWith(replacement, StringComparison.Ordinal))
            spelled = replacement + spelled;
        if (!split)
        {
            words.Add(spelled.AsMemory());
            return;
        }

        int start = 0;
        while (start < spelled.Length)
        {
            int next = spelled.IndexOf(replacement, start + 1, StringComparison.Ordinal);
            int end = next < 0 ? spelled.Length : next;
            words.Add(spelled.AsMemory(start, end - start));
            start = end;
        }
    }
}
