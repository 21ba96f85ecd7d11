using System.Text;

namespace AdaptLab.Words;

/// <summary>Words by their number, in the bytes in which a file has them: 12 bytes a word beside these, and no string.</summary>
internal sealed class WordIndex
{
    private const int LongestOnStack = 256;

    private readonly int[] _starts;

    /// <summary>Open addressing: a word's number + 1; 0 is free. At most half of them are taken.</summary>
    private readonly int[] _slots;

    /// <param name="text">UTF-8, a word a line.</param>
    /// <exception cref="ArgumentException">A word occurs twice.</exception>
    public WordIndex(ReadOnlyMemory<byte> text)
    {
        Text = text;
        var span = text.Span;
        Count = span.IsEmpty ? 0 : span.Count((byte)'\n') + 1;
        _starts = new int[Count + 1];
        for (int i = 0, row = 1; i < span.Length; i++)
        {
            if (span[i] == '\n')
                _starts[row++] = i + 1;
        }

        // As if a line ended after the last one, too.
        _starts[Count] = span.Length + 1;
        _slots = new int[Count == 0 ? 2 : checked((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Count * 2))];
        for (var row = 0; row < Count; row++)
        {
            var slot = Slot(Word(row));
            if (_slots[slot] != 0)
                throw new ArgumentException($"The word '{Encoding.UTF8.GetString(Word(row))}' occurs twice.", nameof(text));
            _slots[slot] = row + 1;
        }
    }

    public int Count { get; }

    public ReadOnlyMemory<byte> Text { get; }

    public string[] Words() => Count == 0 ? [] : Encoding.UTF8.GetString(Text.Span).Split('\n');

    /// <summary>A word's number; null for one that is not there.</summary>
    public int? Find(string word)
    {
        var most = Encoding.UTF8.GetMaxByteCount(word.Length);
        Span<byte> bytes = most <= LongestOnStack ? stackalloc byte[LongestOnStack] : new byte[most];
        var row = _slots[Slot(bytes[..Encoding.UTF8.GetBytes(word, bytes)])] - 1;
        return row < 0 ? null : row;
    }

    private ReadOnlySpan<byte> Word(int row) => Text.Span[_starts[row]..(_starts[row + 1] - 1)];

    /// <summary>Where a word is, or would be.</summary>
    private int Slot(ReadOnlySpan<byte> word)
    {
        // FNV-1a, its high bits folded in.
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var b in word)
            hash = (hash ^ b) * 1_099_511_628_211;
        var slot = (int)((hash ^ hash >> 32) & (uint)(_slots.Length - 1));
        while (_slots[slot] != 0 && !Word(_slots[slot] - 1).SequenceEqual(word))
            slot = (slot + 1) & (_slots.Length - 1);
        return slot;
    }
}
