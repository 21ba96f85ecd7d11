using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AdaptLab.Retrieval;

/// <summary>A row for a segment: a vector of the caller's, or one that stands in another segment.</summary>
internal readonly record struct SegmentRow(long RowId, ReadOnlyMemory<float> Vector, VectorSegment? From = null, int Index = 0);

/// <summary>Vectors side by side, by ascending row id, that never change: in a file that is mapped into memory, or in memory of the process.</summary>
/// <remarks>
/// Header (64 bytes): mark, dimensions, count, SHA-256 of what follows. Then row ids (int64), one over each vector's length
/// (float32; 0 for the zero vector), and from a multiple of 64 bytes on the vectors as they went in (float32, row by row). Little-endian.
/// A searching thread holds the memory for as long as it reads it, so that closing a store cannot pull it away.
/// </remarks>
internal sealed unsafe class VectorSegment : IDisposable
{
    private const int HeaderBytes = 64, Alignment = 64;

    private static readonly byte[] Mark = "ADLVEC01"u8.ToArray();

    private readonly SafeBuffer _memory;

    private VectorSegment(SafeBuffer memory, int count, int dimensions)
    {
        _memory = memory;
        Count = count;
        Dimensions = dimensions;
    }

    public int Count { get; }

    public int Dimensions { get; }

    /// <param name="rows">By ascending row id, each once.</param>
    public static VectorSegment InMemory(IReadOnlyList<SegmentRow> rows, int dimensions)
    {
        var memory = new NativeBuffer(LengthOf(rows.Count, dimensions));
        try
        {
            using var stream = new UnmanagedMemoryStream(memory, 0, LengthOf(rows.Count, dimensions), FileAccess.ReadWrite);
            Write(stream, rows, dimensions);
            return new VectorSegment(memory, rows.Count, dimensions);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>Written under another name and on the disk before it gets its own: a crash leaves no half of it.</summary>
    /// <exception cref="IOException">The disk is full, or the folder cannot be used.</exception>
    public static VectorSegment InFile(string path, IReadOnlyList<SegmentRow> rows, int dimensions)
    {
        var temporary = path + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16))
        {
            Write(stream, rows, dimensions);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        return Map(path, rows.Count, dimensions);
    }

    /// <exception cref="InvalidDataException">The file is missing, cut off or changed.</exception>
    public static VectorSegment Open(string path, int count, int dimensions)
    {
        if (new FileInfo(path) is not { Exists: true } file || file.Length != LengthOf(count, dimensions))
            throw Damaged(path);

        var segment = Map(path, count, dimensions);
        if (segment.IsWhole())
            return segment;
        segment.Dispose();
        throw Damaged(path);
    }

    /// <summary>Adds the rows from <paramref name="from"/> to <paramref name="to"/>, by their dot product with the query, to the best so far.</summary>
    /// <param name="normalize">Divided by the vector's length, so that the score is the cosine with a query of length one.</param>
    /// <param name="dead">Rows that do not count; null for none.</param>
    public void Search(ReadOnlySpan<float> query, bool normalize, int from, int to, bool[]? dead, BestRows best)
    {
        byte* start = null;
        _memory.AcquirePointer(ref start);
        try
        {
            var ids = (long*)(start + HeaderBytes);
            var scales = (float*)(start + ScalesAt(Count));
            var values = (float*)(start + ValuesAt(Count));
            for (var i = from; i < to; i++)
            {
                var score = TensorPrimitives.Dot(new ReadOnlySpan<float>(values + ((long)i * Dimensions), Dimensions), query);
                if (normalize)
                    score *= scales[i];
                if (score >= best.Least && (dead is null || !dead[i]))
                    best.Add(new Ranked(ids[i], score));
            }
        }
        finally
        {
            _memory.ReleasePointer();
        }
    }

    public long[] RowIds() => Read(start => new ReadOnlySpan<long>(start + HeaderBytes, Count).ToArray());

    /// <summary>Where a row stands; negative where it does not.</summary>
    public int Find(long rowId) => Read(start => new ReadOnlySpan<long>(start + HeaderBytes, Count).BinarySearch(rowId));

    public float[] Vector(int index) =>
        Read(start => new ReadOnlySpan<float>((float*)(start + ValuesAt(Count)) + ((long)index * Dimensions), Dimensions).ToArray());

    public void Dispose() => _memory.Dispose();

    private static void Write(Stream stream, IReadOnlyList<SegmentRow> rows, int dimensions)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var ids = new long[rows.Count];
        var scales = new float[rows.Count];
        stream.Position = ValuesAt(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var vector = row.From is { } segment ? segment.Vector(row.Index) : row.Vector.Span;
            ids[i] = row.RowId;
            scales[i] = TensorPrimitives.Norm(vector) is > 0 and var norm ? 1 / norm : 0;
            var bytes = MemoryMarshal.AsBytes(vector);
            hash.AppendData(bytes);
            stream.Write(bytes);
        }

        stream.Position = HeaderBytes;
        foreach (var bytes in (ReadOnlySpan<byte[]>)[MemoryMarshal.AsBytes<long>(ids).ToArray(), MemoryMarshal.AsBytes<float>(scales).ToArray()])
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }

        var header = new byte[HeaderBytes];
        Mark.CopyTo(header, 0);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), dimensions);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), rows.Count);
        hash.GetHashAndReset().CopyTo(header, 32);
        stream.Position = 0;
        stream.Write(header);
    }

    private bool IsWhole() => Read(start =>
    {
        var header = new ReadOnlySpan<byte>(start, HeaderBytes);
        if (!header.StartsWith(Mark) || BinaryPrimitives.ReadInt32LittleEndian(header[8..]) != Dimensions || BinaryPrimitives.ReadInt64LittleEndian(header[16..]) != Count)
            return false;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // In pieces, for a span ends at 2 GiB.
        var (at, end) = (ValuesAt(Count), LengthOf(Count, Dimensions));
        for (; at < end; at += 1 << 24)
            hash.AppendData(new ReadOnlySpan<byte>(start + at, (int)Math.Min(1 << 24, end - at)));
        hash.AppendData(new ReadOnlySpan<byte>(start + HeaderBytes, sizeof(long) * Count));
        hash.AppendData(new ReadOnlySpan<byte>(start + ScalesAt(Count), sizeof(float) * Count));
        return hash.GetHashAndReset().AsSpan().SequenceEqual(header[32..]);
    });

    private static VectorSegment Map(string path, int count, int dimensions)
    {
        using var map = MemoryMappedFile.CreateFromFile(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete), null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        // The view outlives the map that it was made from; the accessor around it has nothing else to free.
        return new VectorSegment(map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read).SafeMemoryMappedViewHandle, count, dimensions);
    }

    private delegate T Reading<out T>(byte* start);

    private T Read<T>(Reading<T> read)
    {
        byte* start = null;
        _memory.AcquirePointer(ref start);
        try
        {
            return read(start);
        }
        finally
        {
            _memory.ReleasePointer();
        }
    }

    private static long ScalesAt(int count) => HeaderBytes + ((long)sizeof(long) * count);

    private static long ValuesAt(int count) => (ScalesAt(count) + ((long)sizeof(float) * count) + Alignment - 1) / Alignment * Alignment;

    private static long LengthOf(int count, int dimensions) => ValuesAt(count) + ((long)sizeof(float) * count * dimensions);

    private static InvalidDataException Damaged(string path) => new($"The vectors in '{path}' are missing or damaged.");

    /// <summary>Memory outside of the collected heap, freed when nobody reads it any more.</summary>
    private sealed class NativeBuffer : SafeBuffer
    {
        private readonly long _length;

        public NativeBuffer(long length) : base(ownsHandle: true)
        {
            _length = length;
            Initialize((ulong)length);
            SetHandle((nint)NativeMemory.AlignedAlloc((nuint)length, Alignment));
            GC.AddMemoryPressure(length);
        }

        protected override bool ReleaseHandle()
        {
            NativeMemory.AlignedFree((void*)handle);
            GC.RemoveMemoryPressure(_length);
            return true;
        }
    }
}
