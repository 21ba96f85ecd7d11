using System.Text;
using AdaptLab.Data.Rows;

namespace AdaptLab.Data.Tests;

/// <summary>Measures the memory of the whole process, so no other test may run beside it.</summary>
[CollectionDefinition(nameof(StreamingTests), DisableParallelization = true)]
[Collection(nameof(StreamingTests))]
public sealed class StreamingTests
{
    private const int Bytes = 100 << 20;

    [Theory]
    [InlineData("a.jsonl", "", "{\"text\": \"The term of this lease runs on from year to year unless notice is given.\", \"label\": \"renewal\", \"pad\": \"{0}\"}\n")]
    [InlineData("a.csv", "text,label,pad\n", "\"The term of this lease runs on, from year to year, unless notice is given.\",renewal,{0}\n")]
    public async Task A_large_file_costs_no_more_memory_than_a_small_one(string name, string head, string row)
    {
        var line = Encoding.UTF8.GetBytes(row.Replace("{0}", new string('x', 900), StringComparison.Ordinal));
        var stream = new RepeatingStream(Encoding.UTF8.GetBytes(head), line, Bytes);
        await using var reader = RowReaders.For(name, stream)!;
        long before = GC.GetTotalMemory(forceFullCollection: true), most = 0;
        var rows = 0;
        await foreach (var read in reader.ReadAsync(["text", "label"], CancellationToken.None))
        {
            Assert.Null(read.Fault);
            Assert.Equal("renewal", read.Cells[1].Text);
            if (++rows % 20_000 == 0)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.Equal(Bytes / line.Length, rows);
        Assert.InRange(most, long.MinValue, 16 << 20);
    }

    /// <summary>The same row again and again, made as it is read.</summary>
    private sealed class RepeatingStream(byte[] head, byte[] row, int bytes) : Stream
    {
        private readonly int _length = head.Length + bytes / row.Length * row.Length;
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => _length;

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var from = _position < head.Length ? head.AsSpan(_position) : row.AsSpan((_position - head.Length) % row.Length);
            from = from[..Math.Min(from.Length, Math.Min(count, _length - _position))];
            from.CopyTo(buffer.AsSpan(offset));
            _position += from.Length;
            return from.Length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
