using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace AdaptLab.Models.Tokenizers.WordModels;

/// <summary>Byte pair encoding over characters, SentencePiece's kind (Llama 2, Mistral, Phi-3): what the vocabulary lacks falls back to bytes or is unknown.</summary>
/// <remarks>
/// Our own: Microsoft.ML.Tokenizers' BpeTokenizer has no byte fallback, and its LlamaTokenizer reads only SentencePiece's
/// protobuf files, which Hugging Face folders need not hold. Such a tokenizer makes the whole text one word, so the merging must
/// not be quadratic. Nearly always no merge reaches across the start of a "▁word"; then cutting there changes nothing and the
/// pieces can be cached.
/// </remarks>
internal sealed class CharacterBpe : WordModel
{
    private const int Absent = -1;
    private const char Space = '▁';

    private readonly Vocabulary _vocabulary;
    private readonly MergeTable _merges;
    private readonly BpeUnknown _unknown;
    private readonly bool _ignoreMerges;
    private readonly bool _cutsAtSpaces;
    private readonly int[] _idOfByte;
    private readonly WordCache _cache = new();

    public CharacterBpe(Vocabulary vocabulary, IReadOnlyList<Merge> merges, BpeUnknown unknown, bool ignoreMerges)
    {
        _vocabulary = vocabulary;
        _merges = new MergeTable(merges);
        _unknown = unknown;
        _ignoreMerges = ignoreMerges;
        _cutsAtSpaces = vocabulary.Id([Space]) is not null && !ignoreMerges
            && !merges.Any(merge => vocabulary.Token(merge.Left) is not [.., Space] && vocabulary.Token(merge.Right) is [Space, ..]);
        _idOfByte = Enumerable.Range(0, 256)
            .Select(value => vocabulary.Id(string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>")) ?? Absent)
            .ToArray();
    }

    public override void Encode(ReadOnlySpan<char> word, List<int> ids)
    {
        if (_ignoreMerges && _vocabulary.Id(word) is { } whole)
        {
            ids.Add(whole);
            return;
        }
        while (_cutsAtSpaces && FirstCut(word) is var cut and > 0)
        {
            EncodePiece(word[..cut], ids);
            word = word[cut..];
        }
        EncodePiece(word, ids);
    }

    /// <summary>Where the first space stands that follows something else; 0 if none does.</summary>
    private static int FirstCut(ReadOnlySpan<char> word)
    {
        int text = word.IndexOfAnyExcept(Space);
        return text < 0 ? 0 : word[text..].IndexOf(Space) is var distance and > 0 ? text + distance : 0;
    }

    private void EncodePiece(ReadOnlySpan<char> piece, List<int> ids)
    {
        if (_cache.TryAppend(piece, ids))
            return;
        int start = ids.Count;
        _merges.Apply(CollectionsMarshal.AsSpan(Symbols(piece)), ids);
        _cache.Add(piece, CollectionsMarshal.AsSpan(ids)[start..]);
    }

    private List<int> Symbols(ReadOnlySpan<char> piece)
    {
        var symbols = new List<int>(piece.Length);
        bool lastIsUnknown = false;
        Span<char> units = stackalloc char[2];
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in piece.EnumerateRunes())
        {
            if (_vocabulary.Id(units[..rune.EncodeToUtf16(units)]) is { } id)
                symbols.Add(id);
            else if (_unknown.ByteFallback && HasAll(bytes[..rune.EncodeToUtf8(bytes)]))
                AddBytes(bytes[..rune.Utf8SequenceLength], symbols);
            else if (_unknown.Id is { } unknown)
            {
                if (!(lastIsUnknown && _unknown.Fuse))
                    symbols.Add(unknown);
                lastIsUnknown = true;
                continue;
            }
            lastIsUnknown = false;
        }
        return symbols;
    }

    private bool HasAll(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            if (_idOfByte[value] == Absent)
                return false;
        }
        return true;
    }

    private void AddBytes(ReadOnlySpan<byte> bytes, List<int> symbols)
    {
        foreach (byte value in bytes)
            symbols.Add(_idOfByte[value]);
    }
}

/// <summary>What a byte pair encoding does with a character that it has no token for.</summary>
/// <param name="Id">The unknown token; null leaves the character out.</param>
/// <param name="Fuse">Whether several in a row are one unknown token.</param>
/// <param name="ByteFallback">Whether its UTF-8 bytes are tried first, as tokens `&lt;0x00&gt;` to `&lt;0xFF&gt;`.</param>
internal readonly record struct BpeUnknown(int? Id, bool Fuse, bool ByteFallback);
