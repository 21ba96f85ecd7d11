using AdaptLab.Unicode;

namespace AdaptLab.Audit.Similarity;

/// <summary>What a text alone tells, whatever stands beside it: made once for each text.</summary>
internal sealed class TextFeatures
{
    /// <summary>Length of a shingle; of a word, what is kept of it where its ending shall not count.</summary>
    private const int Shingle = 4, Stem = 5;

    /// <summary>A sentence has some hundred shingles: among so many bits few of them meet.</summary>
    private const int SketchBits = 1024;

    private readonly string _text;
    private string? _language;
    private bool _isLanguageKnown;

    private TextFeatures(string text)
    {
        _text = text;
        Key = FoldedWords.Key(text);
        Words = Key.Length == 0 ? [] : Key.Split(' ');
        Shingles = ShinglesOf(Key);
        Sketch = SketchOf(Shingles);
        Terms = TermsOf(Words);
    }

    public static TextFeatures Empty { get; } = new("");

    /// <summary>Folded words with a space between them: equal for texts that differ in case, spacing and punctuation alone.</summary>
    public string Key { get; }

    public string[] Words { get; }

    /// <summary>Hashes of all runs of four characters of the key, each once, ascending. They forgive a typing error and a
    /// word more or less, and do not care much for order.</summary>
    public ulong[] Shingles { get; }

    /// <summary>A bit for each shingle; several may share one. Two texts have at least as many shingles apart as their sketches have bits.</summary>
    public ulong[] Sketch { get; }

    /// <summary>The language, or the script, that it is in; null where that cannot be told.</summary>
    public string? Language
    {
        get
        {
            if (!_isLanguageKnown)
                (_language, _isLanguageKnown) = (Languages.Of(_text, Words), true);
            return _language;
        }
    }

    /// <summary>Hashes of words, their beginnings and pairs of neighbours, each once, ascending, with how often they occur.</summary>
    public (ulong Term, int Count)[] Terms { get; }

    public static TextFeatures Of(string text) => new(text);

    /// <summary>The term of a single word.</summary>
    public static ulong TermOf(string word) => Hash('w', word);

    private static ulong[] ShinglesOf(string key)
    {
        if (key.Length <= Shingle)
            return key.Length == 0 ? [] : [Hash('s', key)];
        var hashes = new ulong[key.Length - Shingle + 1];
        for (var i = 0; i < hashes.Length; i++)
            hashes[i] = Hash('s', key.AsSpan(i, Shingle));
        return [.. hashes.Distinct().Order()];
    }

    private static ulong[] SketchOf(ulong[] shingles)
    {
        var sketch = new ulong[SketchBits / 64];
        foreach (var shingle in shingles)
        {
            // Fibonacci hashing: the high bits depend on all others.
            var bit = (int)(shingle * 0x9E37_79B9_7F4A_7C15 >> 54);
            sketch[bit >> 6] |= 1UL << (bit & 63);
        }

        return sketch;
    }

    private static (ulong, int)[] TermsOf(string[] words)
    {
        var counts = new Dictionary<ulong, int>(words.Length * 3);
        for (var i = 0; i < words.Length; i++)
        {
            Count(Hash('w', words[i]));
            if (words[i].Length > Stem)
                Count(Hash('p', words[i].AsSpan(0, Stem)));
            if (i > 0)
                Count(Hash('b', $"{words[i - 1]} {words[i]}"));
        }

        return [.. counts.Select(pair => (pair.Key, pair.Value)).OrderBy(term => term.Key)];

        void Count(ulong term) => counts[term] = counts.GetValueOrDefault(term) + 1;
    }

    /// <summary>FNV-1a over UTF-16 code units: the same in every process, so that findings are.</summary>
    private static ulong Hash(char kind, ReadOnlySpan<char> text)
    {
        const ulong prime = 1_099_511_628_211;
        var hash = (14_695_981_039_346_656_037UL ^ kind) * prime;
        foreach (var c in text)
            hash = (hash ^ c) * prime;
        return hash;
    }
}
