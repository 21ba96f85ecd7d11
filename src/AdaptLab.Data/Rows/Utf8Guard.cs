using System.Text;

namespace AdaptLab.Data.Rows;

/// <summary>Lets UTF-8 text through and stops at the first byte that is none, with its line.</summary>
/// <remarks>Readers on top decode leniently: without this a file in another encoding would become rows of replacement characters.</remarks>
internal sealed class Utf8Guard(Stream inner) : Stream
{
    private readonly Decoder _decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
    private readonly char[] _scratch = new char[4096];
    private int _line = 1;
    private bool _begun;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Check(buffer[..read], atEnd: read == 0 && !buffer.IsEmpty);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Check(buffer.Span[..read], atEnd: read == 0 && !buffer.IsEmpty);
        return read;
    }

    private void Check(ReadOnlySpan<byte> bytes, bool atEnd)
    {
        if (!_begun && bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            throw new UnreadableDataException("it is UTF-16, not UTF-8 text");
        _begun = true;
        if (bytes.IndexOf((byte)0) is var zero and >= 0)
            throw new UnreadableDataException("it is not text: it holds a zero byte", LineOf(bytes, zero));
        try
        {
            // The decoder remembers a character that is cut in two by the end of a read.
            var rest = bytes;
            do
            {
                var part = rest[..Math.Min(rest.Length, _scratch.Length - 4)];
                try
                {
                    _decoder.GetChars(part, _scratch, flush: atEnd);
                }
                catch (DecoderFallbackException fault)
                {
                    throw new UnreadableDataException("it is not UTF-8 text", LineOf(bytes, bytes.Length - rest.Length + Math.Max(0, fault.Index)));
                }

                rest = rest[part.Length..];
            }
            while (!rest.IsEmpty);
        }
        finally
        {
            _line += bytes.Count((byte)'\n');
        }
    }

    private int LineOf(ReadOnlySpan<byte> bytes, int index) => _line + bytes[..Math.Min(index, bytes.Length)].Count((byte)'\n');

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
