using AdaptLab.Unicode;
using AdaptLab.Language;

namespace AdaptLab.Data.Leakage;

/// <summary>Finds the occurrences of many phrases in a text in one pass, by their folded words.</summary>
/// <remarks>A trie over words: a place in the text costs as many steps as words there begin some phrase, mostly none.</remarks>
public sealed class PhraseIndex
{
    private readonly Dictionary<string, int> _words = [];
    private readonly Dictionary<(int Node, int Word), int> _next = [];
    private readonly Dictionary<int, int> _ends = [];

    /// <summary>Shorter phrases are found everywhere and give nothing away.</summary>
    public const int FewestWords = 5;

    /// <summary>In folded characters; for scripts in which a character counts as a word.</summary>
    public const int FewestCharacters = 12;

    /// <summary>Does nothing for a phrase that is too short. Of phrases with the same words the first is found.</summary>
    /// <param name="id">What <see cref="Find"/> says when it meets the phrase.</param>
    public void Add(string phrase, int id)
    {
        var words = new List<string>();
        foreach (var word in new FoldedWords(phrase))
            words.Add(word);
        if (words.Count < FewestWords || words.Sum(word => word.Length) < FewestCharacters)
            return;

        var node = 0;
        foreach (var word in words)
        {
            if (!_words.TryGetValue(word, out var number))
                _words.Add(word, number = _words.Count);
            if (!_next.TryGetValue((node, number), out var following))
                _next.Add((node, number), following = _next.Count + 1);
            node = following;
        }

        _ends.TryAdd(node, id);
    }

    /// <summary>The longest phrase at each place where one begins, in the order of the text; they may overlap.</summary>
    public IEnumerable<(TextSpan Span, int Id)> Find(string text)
    {
        if (_ends.Count == 0)
            yield break;
        var words = Words(text);
        for (var first = 0; first < words.Count; first++)
        {
            var node = 0;
            (TextSpan Span, int Id)? longest = null;
            for (var i = first; i < words.Count && _next.TryGetValue((node, words[i].Number), out node); i++)
            {
                if (_ends.TryGetValue(node, out var id))
                    longest = (TextSpan.FromBounds(words[first].Start, words[i].End), id);
            }

            if (longest is { } found)
                yield return found;
        }
    }

    private List<(int Number, int Start, int End)> Words(string text)
    {
        var words = new List<(int, int, int)>();
        var folded = new FoldedWords(text);
        while (folded.MoveNext())
            words.Add((_words.GetValueOrDefault(folded.Current, -1), folded.Start, folded.End));
        return words;
    }
}
