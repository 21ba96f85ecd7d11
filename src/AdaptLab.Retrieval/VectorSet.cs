using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Runtime.ExceptionServices;

namespace AdaptLab.Retrieval;

/// <summary>The vectors of a collection, in segments from the oldest to the newest: an immutable snapshot, so searches need no lock.</summary>
/// <remarks>What is added becomes a new segment, which takes in the smaller ones before it: a collection that was filled at once is one
/// segment, and one that grew row by row has some dozen. A row that was replaced or deleted stays where it is, and does not count.</remarks>
internal sealed class VectorSet
{
    /// <summary>Rows that one thread searches before it looks for more.</summary>
    private const int Stride = 8192;

    /// <summary>Below that a second thread costs more than it brings.</summary>
    private const long ParallelBytes = 8L << 20;

    private readonly ImmutableArray<Part> _parts;
    private readonly int _dimensions;
    private readonly bool _normalize;

    private VectorSet(ImmutableArray<Part> parts, int dimensions, bool normalize) => (_parts, _dimensions, _normalize) = (parts, dimensions, normalize);

    /// <summary>Rows that count.</summary>
    public int Count => _parts.Sum(part => part.Alive);

    /// <param name="segments">From the oldest to the newest.</param>
    /// <param name="normalize">A score is the cosine, and not the dot product.</param>
    /// <param name="alive">The ids of all rows; null where each is in one segment and no segment has others.</param>
    public static VectorSet Of(IEnumerable<(long Number, VectorSegment Segment)> segments, int dimensions, bool normalize, HashSet<long>? alive)
    {
        var parts = ImmutableArray.CreateBuilder<Part>();
        foreach (var (number, segment) in segments.Reverse())
        {
            // What a newer segment holds has been taken out already.
            var dead = alive is null ? null : segment.RowIds().Select(id => !alive.Remove(id)).ToArray();
            parts.Add(new Part(number, segment, dead?.AsSpan().Contains(true) == true ? dead : null));
        }

        parts.Reverse();
        return new VectorSet(parts.ToImmutable(), dimensions, normalize);
    }

    /// <summary>With these vectors added, or put in place of those with the same row id.</summary>
    /// <param name="write">Makes a segment of rows, and gives it a number that is greater than all before.</param>
    /// <returns>The numbers of the segments that were taken in and are of no further use.</returns>
    public (VectorSet Next, ImmutableArray<long> Absorbed) With(
        IReadOnlyCollection<(long RowId, ReadOnlyMemory<float> Vector)> rows, Func<IReadOnlyList<SegmentRow>, (long Number, VectorSegment Segment)> write)
    {
        if (rows.Count == 0)
            return (this, []);
        var without = Without(rows.Select(row => row.RowId).ToHashSet());
        var merged = rows.Select(row => new SegmentRow(row.RowId, row.Vector)).ToList();
        var kept = without._parts.Length;
        while (kept > 0 && without._parts[kept - 1].Alive <= 2 * merged.Count)
            merged.AddRange(without._parts[--kept].AliveRows());
        merged.Sort((a, b) => a.RowId.CompareTo(b.RowId));
        var (number, segment) = write(merged);
        return (new VectorSet(without._parts[..kept].Add(new Part(number, segment, null)), _dimensions, _normalize), [.. without._parts[kept..].Select(part => part.Number)]);
    }

    /// <summary>Without these rows; those that are not in it are ignored.</summary>
    public VectorSet Without(IReadOnlySet<long> rowIds) => new([.. _parts.Select(part => part.Without(rowIds))], _dimensions, _normalize);

    /// <summary>The <paramref name="top"/> rows that score best; of equal ones, those with the lesser row id.</summary>
    public List<Ranked> Search(ReadOnlySpan<float> query, int top)
    {
        var unit = query.ToArray();
        if (_normalize && TensorPrimitives.Norm(query) is > 0 and var norm)
            TensorPrimitives.Divide(query, norm, unit);

        var best = new BestRows(top);
        var ranges = _parts.SelectMany(part => Enumerable.Range(0, (part.Segment.Count + Stride - 1) / Stride)
            .Select(range => (part, from: range * Stride, to: Math.Min(part.Segment.Count, (range + 1) * Stride)))).ToArray();
        if (sizeof(float) * (long)_dimensions * _parts.Sum(part => part.Segment.Count) < ParallelBytes)
        {
            foreach (var (part, from, to) in ranges)
                part.Segment.Search(unit, _normalize, from, to, part.Dead, best);
        }
        else
        {
            SearchSideBySide(unit, top, ranges, best);
        }

        return best.Take();
    }

    private void SearchSideBySide(float[] unit, int top, (Part Part, int From, int To)[] ranges, BestRows best)
    {
        try
        {
            // The order of rows is total, so it does not matter which thread finds which.
            Parallel.For(0, ranges.Length, () => new BestRows(top), (i, _, found) =>
            {
                var (part, from, to) = ranges[i];
                part.Segment.Search(unit, _normalize, from, to, part.Dead, found);
                return found;
            }, found =>
            {
                lock (best)
                    best.Add(found);
            });
        }
        catch (AggregateException error)
        {
            // One reason is enough: that the store was closed.
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }
    }

    /// <summary>The vector of a row as it went in.</summary>
    public float[]? Find(long rowId)
    {
        foreach (var part in _parts.Reverse())
        {
            if (part.Segment.Find(rowId) is >= 0 and var index && part.Dead?[index] != true)
                return part.Segment.Vector(index);
        }

        return null;
    }

    /// <summary>Gives the memory back, once no thread reads it.</summary>
    public void Free()
    {
        foreach (var part in _parts)
            part.Segment.Dispose();
    }

    /// <param name="Number">Greater in newer ones.</param>
    /// <param name="Dead">Which rows do not count; null where all do.</param>
    private sealed record Part(long Number, VectorSegment Segment, bool[]? Dead)
    {
        public int Alive { get; } = Segment.Count - (Dead?.Count(dead => dead) ?? 0);

        public Part Without(IReadOnlySet<long> rowIds)
        {
            int[] gone = [.. rowIds.Select(Segment.Find).Where(index => index >= 0 && Dead?[index] != true)];
            if (gone.Length == 0)
                return this;
            var dead = Dead is null ? new bool[Segment.Count] : (bool[])Dead.Clone();
            foreach (var index in gone)
                dead[index] = true;
            return new Part(Number, Segment, dead);
        }

        public IEnumerable<SegmentRow> AliveRows() => Segment.RowIds().Index()
            .Where(row => Dead?[row.Index] != true)
            .Select(row => new SegmentRow(row.Item, default, Segment, row.Index));
    }
}
