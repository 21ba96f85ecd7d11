using System.Numerics.Tensors;

namespace AdaptLab.Retrieval;

/// <summary>Vectors side by side in one array, by ascending row id: an immutable snapshot, so searches need no lock.</summary>
/// <remarks>
/// Appending shares the array with the older snapshot, which never looks past its own count; writers are serialised by
/// the database's lock and always start from the newest snapshot, so no two of them fill the same places.
/// </remarks>
internal sealed class VectorMatrix
{
    private readonly float[] _values;   // [capacity, dimensions]
    private readonly long[] _rowIds;    // [capacity]
    private readonly bool _normalize;

    private VectorMatrix(float[] values, long[] rowIds, int count, int dimensions, bool normalize)
    {
        _values = values;
        _rowIds = rowIds;
        _normalize = normalize;
        Count = count;
        Dimensions = dimensions;
    }

    public int Count { get; }

    public int Dimensions { get; }

    /// <param name="normalize">Vectors are scaled to length one, so that the dot product is the cosine.</param>
    public static VectorMatrix Empty(int dimensions, bool normalize) => new([], [], 0, dimensions, normalize);

    /// <summary>A matrix with these vectors added, or put in place of the ones with the same row id.</summary>
    public VectorMatrix With(IReadOnlyCollection<(long RowId, ReadOnlyMemory<float> Vector)> rows)
    {
        var replaces = rows.Any(row => Find(row.RowId) >= 0);
        var capacity = Count + rows.Count <= _rowIds.Length ? _rowIds.Length : Math.Max(Count + rows.Count, Count * 2);
        var (values, rowIds) = (_values, _rowIds);
        if (replaces || capacity > _rowIds.Length)
        {
            values = new float[(long)capacity * Dimensions];
            rowIds = new long[capacity];
            _values.AsSpan(0, Count * Dimensions).CopyTo(values);
            _rowIds.AsSpan(0, Count).CopyTo(rowIds);
        }

        var count = Count;
        foreach (var (rowId, vector) in rows.OrderBy(row => row.RowId))
        {
            var index = Array.BinarySearch(rowIds, 0, count, rowId);
            if (index < 0)
                rowIds[index = count++] = rowId;
            Write(vector.Span, values.AsSpan(index * Dimensions, Dimensions));
        }

        return new VectorMatrix(values, rowIds, count, Dimensions, _normalize);
    }

    /// <summary>A matrix without these rows; rows that are not in it are ignored.</summary>
    public VectorMatrix Without(IReadOnlySet<long> rowIds)
    {
        var kept = Enumerable.Range(0, Count).Where(i => !rowIds.Contains(_rowIds[i])).ToArray();
        var values = new float[(long)kept.Length * Dimensions];
        for (var i = 0; i < kept.Length; i++)
            Row(kept[i]).CopyTo(values.AsSpan(i * Dimensions));
        return new VectorMatrix(values, [.. kept.Select(i => _rowIds[i])], kept.Length, Dimensions, _normalize);
    }

    /// <summary>The <paramref name="top"/> rows with the greatest dot product with the query; equal ones by row id.</summary>
    public List<Ranked> Search(ReadOnlySpan<float> query, int top)
    {
        var unit = new float[Dimensions];
        Write(query, unit);

        // The worst of the best so far is at the head of the queue.
        var best = new PriorityQueue<Ranked, Ranked>(Ranked.WorstFirst);
        for (var i = 0; i < Count; i++)
        {
            var ranked = new Ranked(_rowIds[i], TensorPrimitives.Dot(Row(i), unit));
            if (best.Count < top)
                best.Enqueue(ranked, ranked);
            else if (top > 0 && Ranked.WorstFirst.Compare(ranked, best.Peek()) > 0)
                best.EnqueueDequeue(ranked, ranked);
        }

        var result = new List<Ranked>(best.Count);
        while (best.TryDequeue(out var ranked, out _))
            result.Add(ranked);
        result.Reverse();
        return result;
    }

    private int Find(long rowId) => Array.BinarySearch(_rowIds, 0, Count, rowId);

    private ReadOnlySpan<float> Row(int index) => _values.AsSpan(index * Dimensions, Dimensions);

    private void Write(ReadOnlySpan<float> vector, Span<float> destination)
    {
        // A norm is zero only for the zero vector, which stays as it is and is equally far from everything.
        var norm = _normalize ? TensorPrimitives.Norm(vector) : 0;
        if (norm > 0)
            TensorPrimitives.Divide(vector, norm, destination);
        else
            vector.CopyTo(destination);
    }
}

/// <summary>A row with its score under one ranking; a greater score is better.</summary>
internal readonly record struct Ranked(long RowId, double Score)
{
    /// <summary>Ascending quality; of two equal scores the row that came later is the worse, which makes every order repeatable.</summary>
    public static Comparer<Ranked> WorstFirst { get; } = Comparer<Ranked>.Create((a, b) =>
        a.Score != b.Score ? a.Score.CompareTo(b.Score) : b.RowId.CompareTo(a.RowId));
}
