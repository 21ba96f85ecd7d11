using System.Buffers;
using System.Globalization;
using System.Text;

namespace AdaptLab.Unicode;

/// <summary>The words of a text without what does not make it another text: case, spacing, punctuation, formatting
/// characters, and the choice among code points that Unicode calls compatible (NFKC).</summary>
/// <remarks>A symbol, and a character of a script that does not space its words, is a word by itself.</remarks>
public ref struct FoldedWords(string text)
{
    private readonly StringBuilder _word = new();
    private int _next;

    // The folded character to look at, and where the one that it comes from stands; one may become several.
    private Rune _rune;
    private bool _pending;
    private int _from;
    private string _expanded = "";
    private int _inExpanded;

    /// <summary>Folded.</summary>
    public string Current { get; private set; } = "";

    /// <summary>Where the word stands in the text.</summary>
    public int Start { get; private set; }

    public int End { get; private set; }

    /// <summary>The same for texts that differ in nothing but what folding takes away.</summary>
    public static string Key(string text) => Ascii.IsValid(text) ? AsciiKey(text) : AnyKey(text);

    internal static string AnyKey(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var word in new FoldedWords(text))
            key.Append(key.Length == 0 ? "" : " ").Append(word);
        // "?!" has no words, but it is not "…" either.
        return key.Length == 0 ? text.Trim() : key.ToString();
    }

    /// <summary>The same, without a string for each word. Keys are asked for by the ten thousand while somebody types, and
    /// most texts need nothing of what makes the others slow.</summary>
    private static string AsciiKey(string text)
    {
        using var key = RentAsciiKey(text);
        return key.Span.ToString();
    }

    /// <summary>The key of a text that is all ASCII, in a buffer to be given back.</summary>
    internal static RentedKey RentAsciiKey(string text)
    {
        // At most a blank for each character.
        var buffer = ArrayPool<char>.Shared.Rent(text.Length * 2);
        var (length, before) = (0, Role.Gap);
        foreach (var character in text)
        {
            var role = AsciiRoles[character];
            if (role is Role.Letter or Role.Alone)
            {
                if (length > 0 && !(role is Role.Letter && before is Role.Letter))
                    buffer[length++] = ' ';
                buffer[length++] = char.ToLowerInvariant(character);
            }

            before = role;
        }

        return new RentedKey(buffer, length, text);
    }

    /// <summary>A number from the first and the last letters and digits of a text that is all ASCII: the same for texts with the same key,
    /// and for the key itself.</summary>
    internal static ulong AsciiEnds(string text)
    {
        var (first, last) = (0UL, 0UL);
        for (var (i, taken) = (0, 0); i < text.Length && taken < sizeof(ulong); i++)
        {
            if (AsciiRoles[text[i]] is Role.Letter or Role.Alone)
                (first, taken) = (first << 8 | char.ToLowerInvariant(text[i]), taken + 1);
        }

        for (var (i, taken) = (text.Length - 1, 0); i >= 0 && taken < sizeof(ulong); i--)
        {
            if (AsciiRoles[text[i]] is Role.Letter or Role.Alone)
                (last, taken) = (last << 8 | char.ToLowerInvariant(text[i]), taken + 1);
        }

        return first * 31 + last;
    }

    /// <param name="text">Of which the key is: without any words, the text itself is its key.</param>
    internal readonly ref struct RentedKey(char[] buffer, int length, string text)
    {
        public ReadOnlySpan<char> Span => length == 0 ? text.AsSpan().Trim() : buffer.AsSpan(0, length);

        public void Dispose() => ArrayPool<char>.Shared.Return(buffer);
    }

    public readonly FoldedWords GetEnumerator() => this;

    public bool MoveNext()
    {
        _word.Clear();
        var alone = false;
        while (_pending || Advance())
        {
            var role = RoleOf(_rune);
            var ends = _word.Length > 0 && role switch
            {
                Role.Gap or Role.Alone => true,
                Role.Letter => alone,
                _ => false,
            };
            if (ends)
                break;
            _pending = false;
            // A mark belongs to the letter before it.
            if (role is Role.Gap or Role.Ignored || (role is Role.Mark && _word.Length == 0))
                continue;
            if (_word.Length == 0)
                Start = _from;
            End = _next;
            alone |= role is Role.Alone;
            _word.Append(_rune.ToString());
        }

        Current = CanonicalForm.Compose(_word.ToString());
        return _word.Length > 0;
    }

    private bool Advance()
    {
        while (true)
        {
            if (_inExpanded < _expanded.Length)
            {
                Rune.DecodeFromUtf16(_expanded.AsSpan(_inExpanded), out _rune, out var length);
                _inExpanded += length;
            }
            else if (_next == text.Length)
            {
                return false;
            }
            else
            {
                Rune.DecodeFromUtf16(text.AsSpan(_next), out var rune, out var length);
                _from = _next;
                _next += length;
                _inExpanded = 0;
                if (CharacterFolds.TryExpand(rune, out _expanded))
                    continue;
                _rune = CharacterFolds.Simple(rune);
            }

            return _pending = true;
        }
    }

    private static readonly Role[] AsciiRoles = [.. Enumerable.Range(0, 128).Select(point => RoleOf((Rune)(char)point))];

    private enum Role { Gap, Ignored, Letter, Mark, Alone }

    private static Role RoleOf(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => IsUnspaced(rune.Value) ? Role.Alone : Role.Letter,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Role.Letter,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => Role.Mark,
        // These two set quotations and tables in Markdown, and then are no part of what is quoted.
        UnicodeCategory.MathSymbol when rune.Value is '>' or '|' => Role.Gap,
        // Without this "+ 5" and "± 5", or two emoji, would be one text.
        UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol or UnicodeCategory.OtherSymbol => Role.Alone,
        // Soft hyphens and joiners stand within words and are not seen.
        UnicodeCategory.Format => Role.Ignored,
        _ => Role.Gap,
    };

    /// <summary>Thai and Lao, Burmese, Khmer, kana, and Han.</summary>
    private static bool IsUnspaced(int point) => point is >= 0x0E00 and < 0x0F00
        or >= 0x1000 and < 0x10A0
        or >= 0x1780 and < 0x1800
        or >= 0x3040 and < 0x3100
        or >= 0x3400 and < 0xA000
        or >= 0xF900 and < 0xFB00
        or >= 0x20000 and < 0x40000;
}
