namespace AdaptLab.Language.Tests;

public sealed class LineMapTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(2, 0, 2)]
    [InlineData(3, 1, 0)]
    [InlineData(5, 1, 2)]
    [InlineData(7, 2, 0)]
    [InlineData(10, 3, 0)]
    [InlineData(99, 3, 0)]
    public void Offsets_are_lines_and_columns(int offset, int line, int column) =>
        Assert.Equal(new LinePosition(line, column), new LineMap("ab\ncd\r\n😀\r").Position(offset));

    [Theory]
    [InlineData(1, 1, 4)]
    [InlineData(1, 99, 5)]
    [InlineData(9, 0, 10)]
    [InlineData(-1, 5, 0)]
    [InlineData(2, 2, 9)]
    public void Lines_and_columns_are_offsets(int line, int column, int offset) =>
        Assert.Equal(offset, new LineMap("ab\ncd\r\n😀\r").Offset(new LinePosition(line, column)));

    [Fact]
    public void Every_position_leads_back_to_its_offset()
    {
        foreach (var (_, text) in Repository.Samples)
        {
            var map = new LineMap(text);
            for (var offset = 0; offset <= text.Length; offset++)
                Assert.Equal(offset, map.Offset(map.Position(offset)));
        }
    }
}
