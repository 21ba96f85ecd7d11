using System.Collections.Immutable;

namespace AdaptLab.Data;

/// <summary>Keeps an even sample of a sequence of unknown length, in its order (Vitter's algorithm R).</summary>
/// <remarks>The seed is fixed: which rows of a file are used must not differ from run to run.</remarks>
internal sealed class Reservoir<T>(int capacity)
{
    private readonly Random _random = new(20_231);
    private readonly List<(long Position, T Item)> _kept = [];

    /// <summary>How many were offered.</summary>
    public long Count { get; private set; }

    public void Add(T item)
    {
        if (_kept.Count < capacity)
            _kept.Add((Count, item));
        else if (_random.NextInt64(Count + 1) is var slot && slot < capacity)
            _kept[(int)slot] = (Count, item);
        Count++;
    }

    public ImmutableArray<T> ToImmutable() => [.. _kept.OrderBy(entry => entry.Position).Select(entry => entry.Item)];
}
