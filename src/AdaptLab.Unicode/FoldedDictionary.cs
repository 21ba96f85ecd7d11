using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace AdaptLab.Unicode;

/// <summary>Values by text, for whom texts that fold to the same words (<see cref="FoldedWords.Key"/>) are one.</summary>
public sealed class FoldedDictionary<T>
{
    private readonly Dictionary<string, T> _values = new(StringComparer.Ordinal);

    // Of the keys that are all ASCII.
    private readonly HashSet<ulong> _ends = [];

    /// <summary>False, and nothing changes, if it has the text already.</summary>
    public bool TryAdd(string text, T value)
    {
        var key = FoldedWords.Key(text);
        if (Ascii.IsValid(key))
            _ends.Add(FoldedWords.AsciiEnds(key));
        return _values.TryAdd(key, value);
    }

    /// <summary>Looks at no more than both ends of most texts that it has not: texts are looked up by the ten thousand while somebody types.</summary>
    public bool TryGetValue(string text, [MaybeNullWhen(false)] out T value)
    {
        if (!Ascii.IsValid(text))
            return _values.TryGetValue(FoldedWords.AnyKey(text), out value);
        if (!_ends.Contains(FoldedWords.AsciiEnds(text)))
        {
            value = default;
            return false;
        }

        using var key = FoldedWords.RentAsciiKey(text);
        return _values.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key.Span, out value);
    }
}
