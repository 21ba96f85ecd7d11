using System.Text;
using AdaptLab.Data.Rows;
using FsCheck;
using FsCheck.Xunit;

namespace AdaptLab.Data.Tests;

public sealed class Utf8GuardTests
{
    [Theory]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', (byte)'\n', 0xE9, (byte)'b' }, "it is not UTF-8 text", 3)]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', 0xC3 }, "it is not UTF-8 text", 2)]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', 0 }, "it is not text: it holds a zero byte", 2)]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0 }, "it is UTF-16, not UTF-8 text", 0)]
    public void Other_bytes_are_refused_with_their_line(byte[] bytes, string reason, int line)
    {
        var whole = Assert.Throws<UnreadableDataException>(() => Through(bytes, 100));
        Assert.Equal((reason, line), (whole.Message, whole.Line));

        // Also where each byte comes by itself; only the mark of UTF-16 is then seen as the stray byte that it is.
        var single = Assert.Throws<UnreadableDataException>(() => Through(bytes, 1));
        Assert.Equal(Math.Max(1, line), single.Line);
    }

    [Property]
    public void Text_passes_however_it_is_cut(NonNull<string> text, PositiveInt part)
    {
        var bytes = Encoding.UTF8.GetBytes(text.Get.Replace("\0", "", StringComparison.Ordinal));

        Assert.Equal(bytes, Through(bytes, part.Get));
    }

    [Fact]
    public void Text_longer_than_the_buffer_passes()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("aé🙂\n", 10_000)));

        Assert.Equal(bytes, Through(bytes, bytes.Length));
        bytes[^3] = 0xFF;
        Assert.Equal(10_000, Assert.Throws<UnreadableDataException>(() => Through(bytes, bytes.Length)).Line);
    }

    private static byte[] Through(byte[] bytes, int part)
    {
        using var guard = new Utf8Guard(new MemoryStream(bytes));
        var passed = new MemoryStream();
        var buffer = new byte[part];
        while (guard.Read(buffer) is var read and > 0)
            passed.Write(buffer, 0, read);
        return passed.ToArray();
    }
}
