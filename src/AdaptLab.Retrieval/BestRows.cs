namespace AdaptLab.Retrieval;

/// <summary>A row with its score under one ranking; a greater score is better.</summary>
internal readonly record struct Ranked(long RowId, double Score)
{
    /// <summary>Ascending quality; of two equal scores the row that came later is the worse, which makes every order repeatable.</summary>
    public static Comparer<Ranked> WorstFirst { get; } = Comparer<Ranked>.Create((a, b) =>
        a.Score != b.Score ? a.Score.CompareTo(b.Score) : b.RowId.CompareTo(a.RowId));
}

/// <summary>The best rows of all that were added, at most so many.</summary>
internal sealed class BestRows(int most)
{
    // The worst of the best is at the head.
    private readonly PriorityQueue<Ranked, Ranked> _rows = new(Ranked.WorstFirst);

    /// <summary>A row that scores less is not among the best.</summary>
    public double Least { get; private set; } = most == 0 ? double.PositiveInfinity : double.NegativeInfinity;

    public void Add(Ranked row)
    {
        if (_rows.Count < most)
            _rows.Enqueue(row, row);
        else if (most == 0 || Ranked.WorstFirst.Compare(row, _rows.Peek()) < 0)
            return;
        else
            _rows.EnqueueDequeue(row, row);
        if (_rows.Count == most)
            Least = _rows.Peek().Score;
    }

    public void Add(BestRows others)
    {
        foreach (var (row, _) in others._rows.UnorderedItems)
            Add(row);
    }

    /// <summary>The best first. Nothing is left afterwards.</summary>
    public List<Ranked> Take()
    {
        var rows = new List<Ranked>(_rows.Count);
        while (_rows.TryDequeue(out var row, out _))
            rows.Add(row);
        rows.Reverse();
        return rows;
    }
}
