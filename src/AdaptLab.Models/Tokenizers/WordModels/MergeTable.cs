namespace AdaptLab.Models.Tokenizers.WordModels;

/// <summary>The merges of a byte pair encoding, and the merging itself: in O(n log n), whatever the length of the word.</summary>
internal sealed class MergeTable
{
    private readonly Dictionary<ulong, (int Rank, int Id)> _merges;

    /// <param name="merges">The merges, earliest rule first: two ids and that of the token they become.</param>
    public MergeTable(IReadOnlyList<Merge> merges)
    {
        _merges = new Dictionary<ulong, (int, int)>(merges.Count);
        for (int rank = 0; rank < merges.Count; rank++)
            _merges[Key(merges[rank].Left, merges[rank].Right)] = (rank, merges[rank].Joined);
    }

    /// <summary>Appends to <paramref name="ids"/> what is left of <paramref name="symbols"/> after all merges; the symbols are used up.</summary>
    public void Apply(Span<int> symbols, List<int> ids)
    {
        if (symbols.Length < 2)
        {
            ids.AddRange(symbols);
            return;
        }

        // A doubly linked list over the symbols; a symbol that has been merged into its left neighbour is marked Gone.
        int count = symbols.Length;
        var next = new int[count];
        var previous = new int[count];
        // The earliest rule first, and of its places the leftmost.
        var queue = new PriorityQueue<(int Position, int Joined), long>();
        for (int position = 0; position < count; position++)
        {
            previous[position] = position - 1;
            next[position] = position + 1;
            if (position + 1 < count)
                Enqueue(queue, symbols[position], symbols[position + 1], position);
        }

        while (queue.TryDequeue(out var candidate, out _))
        {
            var (position, joined) = candidate;
            int right = next[position];
            // The neighbours may have changed since this was queued.
            if (symbols[position] == Gone || right >= count || Find(symbols[position], symbols[right])?.Id != joined)
                continue;
            symbols[position] = joined;
            symbols[right] = Gone;
            next[position] = next[right];
            if (next[position] < count)
            {
                previous[next[position]] = position;
                Enqueue(queue, joined, symbols[next[position]], position);
            }
            if (previous[position] >= 0)
                Enqueue(queue, symbols[previous[position]], joined, previous[position]);
        }

        for (int position = 0; position < count; position = next[position])
            ids.Add(symbols[position]);
    }

    private const int Gone = -1;

    private void Enqueue(PriorityQueue<(int, int), long> queue, int left, int right, int position)
    {
        if (Find(left, right) is { } merge)
            queue.Enqueue((position, merge.Id), (long)merge.Rank << 32 | (uint)position);
    }

    private (int Rank, int Id)? Find(int left, int right) => _merges.TryGetValue(Key(left, right), out var merge) ? merge : null;

    private static ulong Key(int left, int right) => (ulong)(uint)left << 32 | (uint)right;
}

/// <summary>Two tokens and the one they become, by id.</summary>
internal readonly record struct Merge(int Left, int Right, int Joined);
