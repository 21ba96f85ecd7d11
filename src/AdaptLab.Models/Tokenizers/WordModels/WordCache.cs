using System.Collections.Concurrent;

namespace AdaptLab.Models.Tokenizers.WordModels;

/// <summary>The ids of words seen before: most of any text is a few thousand words. Reading takes no lock.</summary>
internal sealed class WordCache
{
    private const int MaximumWords = 200_000;
    private const int MaximumWordLength = 48;

    private readonly ConcurrentDictionary<string, int[]> _ids = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _idsBySpan;
    private int _count;

    public WordCache() => _idsBySpan = _ids.GetAlternateLookup<ReadOnlySpan<char>>();

    public bool TryAppend(ReadOnlySpan<char> word, List<int> ids)
    {
        if (word.Length > MaximumWordLength || !_idsBySpan.TryGetValue(word, out int[]? known))
            return false;
        ids.AddRange(known.AsSpan());
        return true;
    }

    /// <summary>Keeps the ids of a word. A full cache stays as it is: the frequent words came first.</summary>
    public void Add(ReadOnlySpan<char> word, ReadOnlySpan<int> ids)
    {
        if (word.Length > MaximumWordLength || Volatile.Read(ref _count) >= MaximumWords)
            return;
        if (_idsBySpan.TryAdd(word, ids.ToArray()))
            Interlocked.Increment(ref _count);
    }
}
