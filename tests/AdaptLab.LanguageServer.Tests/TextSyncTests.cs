using AdaptLab.Language;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;

namespace AdaptLab.LanguageServer.Tests;

public sealed class TextSyncTests
{
    [Theory]
    [InlineData("one\ntwo\n", 1, 0, 1, 3, "2", "one\n2\n")]
    [InlineData("one\r\ntwo\r\n", 0, 3, 1, 0, "", "onetwo\r\n")]
    [InlineData("one\r\ntwo", 0, 99, 0, 99, "!", "one!\r\ntwo")]
    [InlineData("one", 5, 5, 9, 9, "!", "one!")]
    [InlineData("a\rb", 1, 0, 1, 1, "c", "a\rc")]
    [InlineData("\tx", 0, 1, 0, 2, "y", "\ty")]
    [InlineData("x😀y", 0, 3, 0, 4, "z", "x😀z")]
    [InlineData("é😀y", 0, 1, 0, 3, "", "éy")]
    [InlineData("\uFEFFtask", 0, 1, 0, 5, "eval", "\uFEFFeval")]
    [InlineData("abc", 0, 2, 0, 1, "-", "a-c")]
    public void A_change_counts_in_units_of_utf16(string text, int line, int character, int endLine, int endCharacter, string insert, string expected) =>
        Assert.Equal(expected, Apply(text, PositionEncoding.Utf16, line, character, endLine, endCharacter, insert));

    [Theory]
    [InlineData("x😀y", 0, 5, 0, 6, "z", "x😀z")]
    [InlineData("é😀y", 0, 2, 0, 6, "", "éy")]
    [InlineData("é", 0, 1, 0, 1, "!", "!é")]
    [InlineData("plain", 0, 5, 0, 5, "!", "plain!")]
    [InlineData("é\r\nü", 1, 0, 1, 2, "u", "é\r\nu")]
    [InlineData("é\nü", 0, 99, 0, 99, "!", "é!\nü")]
    [InlineData("\uFEFFtask", 0, 3, 0, 7, "eval", "\uFEFFeval")]
    public void Or_in_bytes_of_utf8(string text, int line, int character, int endLine, int endCharacter, string insert, string expected) =>
        Assert.Equal(expected, Apply(text, PositionEncoding.Utf8, line, character, endLine, endCharacter, insert));

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-8")]
    public void Every_offset_between_characters_comes_back_from_its_position(string units)
    {
        var encoding = units == "utf-8" ? PositionEncoding.Utf8 : PositionEncoding.Utf16;
        const string text = "\uFEFFtäsk 😀: \t\"ß\"\r\n// 𝔘𝔫\rx\n\n\ud800y";
        var positions = new TextPositions(text, new LineMap(text), encoding);
        for (var offset = 0; offset <= text.Length; offset++)
        {
            var within = offset > 0 && offset < text.Length
                && (char.IsSurrogatePair(text[offset - 1], text[offset]) || (text[offset - 1] == '\r' && text[offset] == '\n'));
            if (!within)
                Assert.Equal(offset, positions.Offset(positions.Position(offset)));
        }
    }

    [Fact]
    public void Changes_of_one_message_follow_each_other()
    {
        var changes = new[] { Change(0, 0, 0, 0, "one\n"), Change(1, 0, 1, 0, "two\n"), new ContentChange(null, "new"), Change(0, 3, 0, 3, "er") };
        Assert.Equal("newer", TextChanges.Apply("", new LineMap(""), changes, PositionEncoding.Utf16));
    }

    [Fact]
    public async Task A_server_follows_incremental_and_full_changes()
    {
        await using var editor = await Editor.OpenAsync();
        await editor.OpenDocumentAsync("task tiny: classify {}\r\nmodel \"😀\" = 3\r\n");
        await editor.ChangeAsync(0, 5, 0, 9, "huge");
        Assert.Equal("huge", (string?)(await editor.AskAsync("textDocument/documentSymbol"))[0]!["name"]);
        await editor.ChangeAsync("examples all {}");
        Assert.Equal("all", (string?)(await editor.AskAsync("textDocument/documentSymbol"))[0]!["name"]);
    }

    [Theory]
    [InlineData("file:///c%3A/specs/a%20b.adapt", "file:///C:/specs/a b.adapt", "C:/specs/a b.adapt")]
    [InlineData("file:///specs/%C3%A4.adapt", "file:///specs/ä.adapt", "/specs/ä.adapt")]
    [InlineData("file://localhost/specs/a.adapt", "file:///specs/a.adapt", "/specs/a.adapt")]
    [InlineData("file://server/specs/a.adapt", "file://server/specs/a%2Eadapt", "//server/specs/a.adapt")]
    public void Two_ways_to_write_a_file_are_one_document(string first, string second, string path)
    {
        Assert.Equal(new DocumentUri(first), new DocumentUri(second));
        Assert.Equal(path, new DocumentUri(first).Path);
        Assert.Equal(first, new DocumentUri(first).ToString());
    }

    [Theory]
    [InlineData("/specs/ä b#?%.adapt")]
    [InlineData("C:/specs/x.adapt")]
    public void A_file_has_an_address_that_leads_back_to_it(string path) => Assert.Equal(path, DocumentUri.OfFile(path).Path);

    [Fact]
    public void What_lies_in_no_file_has_no_path() => Assert.Null(new DocumentUri("untitled:Untitled-1").Path);

    private static string Apply(string text, PositionEncoding encoding, int line, int character, int endLine, int endCharacter, string insert) =>
        TextChanges.Apply(text, new LineMap(text), [Change(line, character, endLine, endCharacter, insert)], encoding);

    private static ContentChange Change(int line, int character, int endLine, int endCharacter, string insert) =>
        new(new Protocol.Range(new Position(line, character), new Position(endLine, endCharacter)), insert);
}
