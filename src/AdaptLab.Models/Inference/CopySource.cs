using System.Collections.Immutable;
using AdaptLab.Models.Tokenizers;

namespace AdaptLab.Models.Inference;

/// <summary>A text to copy from: its tokens, and between which of them a word begins or ends.</summary>
/// <param name="Starts">For each token, whether a copy may begin with it.</param>
/// <param name="Ends">For each token and once more, whether a copy may end before it.</param>
public sealed record CopySource(ImmutableArray<int> Ids, ImmutableArray<bool> Starts, ImmutableArray<bool> Ends)
{
    /// <summary>Marks that a value may begin or end with; any other one is not part of it.</summary>
    private const string ValueMarks = "#@&%";

    /// <summary>How vocabularies spell a space before a word: byte-level ones and those of SentencePiece.</summary>
    private const string SpaceMarks = "Ġ▁";

    private const string Openings = "([{\"'“‘«";

    public static CopySource Of(Tokenizer tokenizer, string text)
    {
        // A word is another token right after a bracket or a quotation mark than after a space, as it follows an arrow.
        var ids = tokenizer.Encode(" " + string.Concat(text.Select((c, i) => Openings.Contains(c) && (i == 0 || text[i - 1] == ' ') ? ' ' : c)).TrimStart(), recogniseSpecial: false);
        var pieces = ids.Select(id => tokenizer.Decode([id]).Trim()).ToArray();
        bool IsBetweenWords(int at) => at == 0 || at == ids.Length
            || tokenizer.Token(ids[at]) is [var first, ..] && SpaceMarks.Contains(first)
            || !(pieces[at - 1] is [.., var last] && IsPartOfWord(last) && pieces[at] is [var next, ..] && IsPartOfWord(next));
        return new CopySource(
            [.. ids],
            [.. ids.Select((_, at) => IsBetweenWords(at) && pieces[at] is [var first, ..] && IsPartOfValue(first))],
            // Whatever a text ends with, a copy may end there: it would otherwise have no way on.
            [.. Enumerable.Range(0, ids.Length + 1).Select(at => at > 0 && IsBetweenWords(at) && (at == ids.Length || (pieces[at - 1] is [.., var last] && IsPartOfValue(last))))]);
    }

    // Half of a character shows as U+FFFD.
    private static bool IsPartOfWord(char c) => char.IsLetterOrDigit(c) || c == '\uFFFD' || char.IsSurrogate(c);

    private static bool IsPartOfValue(char c) => !char.IsWhiteSpace(c) && (!char.IsPunctuation(c) || ValueMarks.Contains(c));
}
