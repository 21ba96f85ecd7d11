using System.Buffers;
using System.Text;

namespace AdaptLab.Models.Tokenizers;

/// <summary>A token that is found in the text as it stands, before any other rule.</summary>
/// <param name="Special">A control token such as an end-of-text mark: left out when decoding, unless asked for.</param>
/// <param name="SingleWord">Only between characters that are no part of a word.</param>
/// <param name="LeftStrip">Takes the white space before it along.</param>
/// <param name="RightStrip">Takes the white space after it along.</param>
/// <param name="Normalized">Looked for in the normalised text, otherwise in the original.</param>
internal sealed record AddedToken(int Id, string Content, bool Special, bool SingleWord, bool LeftStrip, bool RightStrip, bool Normalized);

/// <summary>Finds added tokens in text: the leftmost, and of those the longest.</summary>
internal sealed class AddedTokenSearch
{
    private readonly SearchValues<string> _contents;
    private readonly Dictionary<char, (string Content, AddedToken Token)[]> _byFirstCharacter;

    /// <param name="tokens">The tokens with the spelling to look for.</param>
    public AddedTokenSearch(IReadOnlyCollection<(string Content, AddedToken Token)> tokens)
    {
        _contents = SearchValues.Create(tokens.Select(token => token.Content).ToArray(), StringComparison.Ordinal);
        _byFirstCharacter = tokens
            .GroupBy(token => token.Content[0])
            .ToDictionary(group => group.Key, group => group.OrderByDescending(token => token.Content.Length).ToArray());
    }

    /// <summary>Cuts text into stretches of text (no token) and added tokens.</summary>
    /// <param name="recogniseSpecial">False takes special tokens for ordinary text.</param>
    public IEnumerable<(Range Range, AddedToken? Token)> Split(string text, bool recogniseSpecial)
    {
        int taken = 0;
        int from = 0;
        while (from < text.Length && text.AsSpan(from).IndexOfAny(_contents) is var distance and >= 0)
        {
            int start = from + distance;
            var (content, token) = LongestAt(text, start);
            int end = start + content.Length;
            from = end;
            if ((token.Special && !recogniseSpecial) || (token.SingleWord && IsInsideWord(text, start, end)))
                continue;
            if (token.LeftStrip)
                start = Math.Max(taken, text.AsSpan(0, start).TrimEnd().Length);
            if (token.RightStrip)
                end = text.Length - text.AsSpan(end).TrimStart().Length;
            if (taken < start)
                yield return (taken..start, null);
            yield return (start..end, token);
            taken = end;
            from = Math.Max(from, end);
        }
        if (taken < text.Length)
            yield return (taken..text.Length, null);
    }

    private (string Content, AddedToken Token) LongestAt(string text, int start)
    {
        var rest = text.AsSpan(start);
        foreach (var candidate in _byFirstCharacter[rest[0]])
        {
            if (rest.StartsWith(candidate.Content, StringComparison.Ordinal))
                return candidate;
        }
        throw new InvalidOperationException("The search found a token that is not in its list.");
    }

    private static bool IsInsideWord(string text, int start, int end) =>
        (Rune.DecodeLastFromUtf16(text.AsSpan(0, start), out var before, out _) == OperationStatus.Done && IsWord(before))
        || (Rune.DecodeFromUtf16(text.AsSpan(end), out var after, out _) == OperationStatus.Done && IsWord(after));

    private static bool IsWord(Rune rune) => Rune.IsLetterOrDigit(rune) || rune.Value == '_';
}
