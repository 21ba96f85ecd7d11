namespace AdaptLab.Data.Rows;

/// <summary>The lines of a stream as bytes, one at a time, in a buffer that holds little more than the longest.</summary>
internal sealed class LineReader(Stream stream, int longest)
{
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    /// <summary>One-based number of the line last read; 0 before the first.</summary>
    public int Number { get; private set; }

    /// <summary>Without its line ending; good until the next read. Empty where the line is <see cref="TooLong"/>.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    public bool TooLong { get; private set; }

    /// <summary>False at the end. A line ending at the very end of the file begins no further line.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        Number++;
        TooLong = false;
        var searched = _start;
        while (true)
        {
            var found = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                Take(searched + found, next: searched + found + 1);
                return true;
            }

            if (_end - _start > longest)
            {
                TooLong = true;
                _start = _end = 0;
            }

            MakeRoom();
            searched = _end;
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
            if (read == 0)
            {
                var something = _end > _start || TooLong;
                Take(_end, next: _end);
                return something;
            }

            _end += read;
        }
    }

    private void Take(int end, int next)
    {
        TooLong |= end - _start > longest;
        var line = _buffer.AsMemory(_start, end - _start);
        Line = TooLong ? default : line.Span is [.., (byte)'\r'] ? line[..^1] : line;
        _start = next;
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length)
            return;
        if (_start == 0)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        else
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
    }
}
