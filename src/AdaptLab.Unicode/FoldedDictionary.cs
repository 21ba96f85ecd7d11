using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace AdaptLab.Unicode;

/// <summary>Values by text, for whom texts that fold to the same words (<see cref="FoldedWords.Key"/>) are one.</summary>
public sealed class FoldedDictionary<T>
{
    private readonly Dictionary<string, T> _values = new(StringComparer.Ordinal);

    /// <summary>False, and nothing changes, if it has the text already.</summary>
    public bool TryAdd(string text, T value) => _values.TryAdd(FoldedWords.Key(text), value);

    /// <summary>Makes no key for a text that is all ASCII: texts are looked up by the ten thousand while somebody types.</summary>
    public bool TryGetValue(string text, [MaybeNullWhen(false)] out T value)
    {
        if (!Ascii.IsValid(text))
            return _values.TryGetValue(FoldedWords.AnyKey(text), out value);
        using var key = FoldedWords.RentAsciiKey(text);
        return _values.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key.Span, out value);
    }
}
