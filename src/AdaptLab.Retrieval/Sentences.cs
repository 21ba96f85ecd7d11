using System.Collections.Frozen;
using System.Text;

namespace AdaptLab.Retrieval;

/// <summary>Places where a text may be cut, as ranges without the white space between them.</summary>
/// <remarks>In doubt a sentence goes on: two that stay together do no harm, and one that is torn apart loses its sense.</remarks>
internal static class Sentences
{
    /// <summary>Written with a full stop that ends no sentence, whatever follows.</summary>
    private static readonly FrozenSet<string> Abbreviations = Set(
        "Mr Mrs Ms Dr Prof Rev Hon Gen Gov Sen Rep Capt Col Lt Sgt St Messrs vs cf viz approx resp incl excl bzw vgl ggf usw evtl");

    /// <summary>The same where a number follows: "No. 5" goes on, and "Is it? No." does not.</summary>
    private static readonly FrozenSet<string> BeforeNumbers = Set(
        "No Nos Nr Art Arts Sec Secs Sect Cl Fig Figs Eq Eqs Ch Chap App Tab Vol Pt Para Paras Ex p pp ca Abs Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec");

    private const string Closers = "\"')]}”’»›」』）】》";

    /// <summary>Full stops of scripts that put no space after them.</summary>
    private const string WideStops = "。！？｡";

    /// <summary>Full stops that count where a space follows: Latin ones, and those of Devanagari and Arabic.</summary>
    private const string Stops = ".!?…।॥۔؟";

    private const string ClauseMarks = ";:,、，；：،؛";

    /// <summary>Sentences; a blank line, a list item, a quotation and a table row end one too.</summary>
    public static IEnumerable<(int Start, int End)> In(string text, int start, int end)
    {
        var unit = -1;       // where the current sentence began
        var last = start;    // after its last character that is no white space
        for (var i = start; i < end; i++)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                if (unit >= 0 && (EndsSentence(text, unit, last, i, end) || text[i] == '\n' && EndsBlock(text, i + 1, end)))
                {
                    yield return (unit, last);
                    unit = -1;
                }
            }
            else
            {
                if (unit < 0)
                    unit = i;
                last = i + 1;
                if (EndsWideSentence(text, unit, i, end))
                {
                    yield return (unit, last);
                    unit = -1;
                }
            }
        }

        if (unit >= 0)
            yield return (unit, last);
    }

    /// <summary>The parts of a sentence between commas, colons and the like.</summary>
    public static IEnumerable<(int Start, int End)> Clauses(string text, int start, int end)
    {
        var from = start;
        for (var i = start; i < end; i++)
        {
            // Between digits a comma or a colon is part of a number or a time.
            if (!ClauseMarks.Contains(text[i]) || (i + 1 < end && char.IsAsciiDigit(text[i + 1])))
                continue;
            yield return (from, i + 1);
            from = i + 1;
            while (from < end && char.IsWhiteSpace(text[from]))
                from++;
            i = Math.Max(i, from - 1);
        }

        if (from < end)
            yield return (from, end);
    }

    public static IEnumerable<(int Start, int End)> Words(string text, int start, int end)
    {
        for (var i = start; i < end;)
        {
            var from = i;
            while (i < end && !char.IsWhiteSpace(text[i]))
                i++;
            if (i > from)
                yield return (from, i);
            while (i < end && char.IsWhiteSpace(text[i]))
                i++;
        }
    }

    /// <summary>Whole code points, so that no surrogate pair is cut.</summary>
    public static IEnumerable<(int Start, int End)> Characters(string text, int start, int end)
    {
        for (var i = start; i < end;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(i, end - i), out _, out var length);
            yield return (i, i + length);
            i += length;
        }
    }

    /// <summary>Whether the text before the space at <paramref name="space"/> is a sentence: a full stop, perhaps closing quotes, and a beginning after it.</summary>
    private static bool EndsSentence(string text, int unit, int last, int space, int end)
    {
        var stop = last - 1;
        while (stop > unit && Closers.Contains(text[stop]))
            stop--;
        if (!Stops.Contains(text[stop]))
            return false;

        while (space < end && char.IsWhiteSpace(text[space]))
            space++;
        if (space >= end)
            return true;
        // "so on … and on", "wait! he said"
        if (char.IsLower(text[space]))
            return false;
        return text[stop] != '.' || stop != last - 1 || !IsAbbreviation(text, unit, stop, text[space]);
    }

    /// <summary>Whether the full stop belongs to the word before it: "Dr.", "e.g.", "U.S.", "J.", "No." before a number, or a list's "1.".</summary>
    private static bool IsAbbreviation(string text, int unit, int stop, char next)
    {
        var from = stop;
        while (from > unit && !char.IsWhiteSpace(text[from - 1]) && text[from - 1] is not ('(' or '[' or '"' or '“' or '„' or '«'))
            from--;
        var word = text.AsSpan(from, stop - from);
        if (from == unit && (word.Length == 1 || !word.ContainsAnyExceptInRange('0', '9')))
            return true;
        if (word.Length == 1)
            return char.IsLetter(word[0]) && word[0] != 'I';
        return word.Contains('.') && !word.ContainsAnyInRange('0', '9') && !word.Contains('@')
            || Abbreviations.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word)
            || (char.IsDigit(next) && BeforeNumbers.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word));
    }

    /// <summary>Whether a sentence of a script without spaces ends with the character at <paramref name="i"/>.</summary>
    private static bool EndsWideSentence(string text, int unit, int i, int end)
    {
        if (i + 1 < end && (Closers.Contains(text[i + 1]) || WideStops.Contains(text[i + 1])))
            return false;
        while (i > unit && Closers.Contains(text[i]))
            i--;
        return WideStops.Contains(text[i]);
    }

    /// <summary>Whether the line from <paramref name="start"/> begins something new: it is blank, a list item, a quotation or a table row.</summary>
    private static bool EndsBlock(string text, int start, int end)
    {
        var i = start;
        while (i < end && text[i] is ' ' or '\t')
            i++;
        if (i >= end || text[i] is '\n' or '\r' or '|' or '>')
            return true;
        if (text[i] is '-' or '*' or '+' or '•' or '–')
            return i + 1 < end && text[i + 1] is ' ' or '\t';

        // "1.", "12)", "(a)", "a)", "iv."
        var opened = text[i] == '(';
        var from = opened ? ++i : i;
        while (i < end && i - from < 4 && char.IsAsciiLetterOrDigit(text[i]))
            i++;
        if (i == from || i + 1 >= end || text[i + 1] is not (' ' or '\t'))
            return false;
        var mark = text.AsSpan(from, i - from);
        var isNumber = !mark.ContainsAnyExceptInRange('0', '9');
        return text[i] == ')' ? isNumber || mark.Length == 1 || !mark.ContainsAnyExcept("ivxIVX") : text[i] == '.' && !opened && isNumber;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
