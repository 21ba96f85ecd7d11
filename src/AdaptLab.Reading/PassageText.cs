using System.Collections.Immutable;

namespace AdaptLab.Reading;

/// <param name="Start">Of the word without the marks around it, in the passage.</param>
/// <param name="Lower">In lower case.</param>
/// <param name="IsCapital">Whether it begins with a capital and does not begin a sentence.</param>
/// <param name="OpensPart">Whether a mark, or the beginning of the sentence, stands before it.</param>
/// <param name="ClosesPart">Whether a mark, or the end of the sentence, follows it.</param>
public sealed record PassageWord(int Start, int End, string Lower, string Stem, bool IsCapital, bool OpensPart, bool ClosesPart)
{
    public bool IsFunction { get; } = EnglishWords.IsFunction(Lower);

    public bool IsNumber { get; } = EnglishWords.IsNumber(Lower);

    /// <summary>Says something by itself.</summary>
    public bool IsContent => !IsFunction || IsNumber;
}

/// <summary>A passage in sentences, and those in words.</summary>
public sealed record PassageText(string Text, ImmutableArray<ImmutableArray<PassageWord>> Sentences)
{
    public static PassageText Of(string text)
    {
        var sentences = ImmutableArray.CreateBuilder<ImmutableArray<PassageWord>>();
        var words = ImmutableArray.CreateBuilder<PassageWord>();
        var opens = true;
        foreach (var (start, end) in Pieces(text))
        {
            var (from, to) = Core(text, start, end);
            if (from < to)
            {
                var lower = text[from..to].ToLowerInvariant();
                words.Add(new PassageWord(
                    from, to, lower, EnglishWords.Stem(lower), char.IsUpper(text[from]) && words.Count > 0, opens || from > start || words.Count == 0, to < end));
            }

            opens = to < end;
            if (from == to || EndsSentence(text, from, to, end))
                Close();
        }

        Close();
        return new PassageText(text, sentences.ToImmutable());

        void Close()
        {
            if (words.Count > 0)
                sentences.Add([.. words.Take(words.Count - 1), words[^1] with { ClosesPart = true }]);
            words.Clear();
            opens = true;
        }
    }

    /// <summary>Between white space.</summary>
    private static IEnumerable<(int Start, int End)> Pieces(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at])) at++;
            if (at > start) yield return (start, at);
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        }
    }

    private static (int From, int To) Core(string text, int start, int end)
    {
        while (start < end && IsMark(text[start])) start++;
        while (end > start && IsMark(text[end - 1])) end--;
        return (start, end);
    }

    private static bool IsMark(char c) => char.IsPunctuation(c) && c is not ('%' or '#' or '@' or '&') || c is '|' or '`' or '#';

    /// <summary>A full stop that is no part of a shortened word ("Dr.", "F."), a semicolon, or a line that nothing goes on from.</summary>
    private static bool EndsSentence(string text, int from, int to, int end)
    {
        for (var i = to; i < end; i++)
            if (text[i] is '!' or '?' or ';' or '…' || (text[i] == '.' && !EnglishWords.IsShortened(text.AsSpan(from, to - from)))) return true;
        var lines = 0;
        for (var i = end; i < text.Length && char.IsWhiteSpace(text[i]); i++)
            if (text[i] == '\n') lines++;
        return lines > 1;
    }
}
