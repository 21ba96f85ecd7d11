using AdaptLab.Models.Tokenizers.PreTokenizers;

namespace AdaptLab.Models.Tokenizers;

/// <summary>Cuts text into words exactly as a tokenizer written by <see cref="TokenizerJson"/> does: what a vocabulary must be trained on.</summary>
public sealed class WordSplitter
{
    private readonly RegexSplit _split;

    /// <param name="pattern">The `splitPattern` of <see cref="TokenizerJson.WriteByteLevelBpe"/>; null is GPT-2's.</param>
    /// <exception cref="ArgumentException">The pattern is not a regular expression.</exception>
    public WordSplitter(string? pattern = null) =>
        _split = pattern is null ? RegexSplit.Gpt2 : RegexSplit.Create(pattern, SplitBehavior.Isolated);

    public IReadOnlyList<ReadOnlyMemory<char>> Split(string text)
    {
        var words = new List<ReadOnlyMemory<char>>();
        _split.Split(text.AsMemory(), first: true, words);
        return words;
    }
}
