using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace AdaptLab.Models.Tokenizers.WordModels;

/// <summary>Byte pair encoding over the bytes of a word, as GPT-2, Qwen, MPT and Llama 3 do it.</summary>
/// <remarks>
/// The merging is Microsoft.ML.Tokenizers' <see cref="BpeTokenizer"/>, which gives the reference's ids. Added here is what
/// it lacks: `ignore_merges` (Llama 3), a cache that threads can read without a lock, and another algorithm
/// (<see cref="MergeTable"/>) for very long words, where the library's time grows with the square of the length.
/// </remarks>
internal sealed class ByteLevelBpe : WordModel
{
    private const int LongestForLibrary = 1024;

    private readonly Vocabulary _vocabulary;
    private readonly bool _ignoreMerges;
    private readonly BpeTokenizer _library;
    private readonly Lazy<MergeTable> _mergesForLongWords;
    private readonly int[] _idOfByte;
    private readonly WordCache _cache = new();

    public ByteLevelBpe(Vocabulary vocabulary, IReadOnlyList<Merge> merges, bool ignoreMerges)
    {
        _vocabulary = vocabulary;
        _ignoreMerges = ignoreMerges;
        _library = BpeTokenizer.Create(new BpeOptions(vocabulary.Ids)
        {
            Merges = merges.Select(merge => $"{vocabulary.Token(merge.Left)} {vocabulary.Token(merge.Right)}"),
            ByteLevel = true,
        });
        _mergesForLongWords = new Lazy<MergeTable>(() => new MergeTable(merges));
        _idOfByte = Enumerable.Range(0, 256).Select(value => vocabulary.Id(ByteAlphabet.ToText([(byte)value])) ?? -1).ToArray();
    }

    public override void Encode(ReadOnlySpan<char> word, List<int> ids)
    {
        if (_cache.TryAppend(word, ids))
            return;
        int start = ids.Count;
        if (_ignoreMerges && _vocabulary.Id(ByteAlphabet.ToText(word.ToString())) is { } whole)
            ids.Add(whole);
        else if (word.Length <= LongestForLibrary)
            ids.AddRange(_library.EncodeToIds(word, considerPreTokenization: false, considerNormalization: false));
        else
            EncodeLong(word, ids);
        _cache.Add(word, CollectionsMarshal.AsSpan(ids)[start..]);
    }

    private void EncodeLong(ReadOnlySpan<char> word, List<int> ids)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(word.Length));
        int[] symbols = ArrayPool<int>.Shared.Rent(bytes.Length);
        int count = 0;
        foreach (byte value in bytes.AsSpan(0, Encoding.UTF8.GetBytes(word, bytes)))
        {
            // A byte that the vocabulary lacks is left out, as the reference does where there is no unknown token.
            if (_idOfByte[value] is var id and >= 0)
                symbols[count++] = id;
        }
        _mergesForLongWords.Value.Apply(symbols.AsSpan(0, count), ids);
        ArrayPool<int>.Shared.Return(symbols);
        ArrayPool<byte>.Shared.Return(bytes);
    }
}
