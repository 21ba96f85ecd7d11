using System.Collections.Immutable;
using System.Text;
using AdaptLab.Data;
using AdaptLab.Editing;
using AdaptLab.Language;
using AdaptLab.LanguageServer.Features;
using AdaptLab.LanguageServer.Protocol;
using AdaptLab.LanguageServer.Workspace;
using Newtonsoft.Json.Linq;

namespace AdaptLab.LanguageServer.Tests;

/// <summary>A client that types and deletes at random, and keeps a text of its own to compare with.</summary>
public sealed class RandomEditsTests
{
    private const int Edits = 20_000;
    private const int EditsBetweenLooks = 100;
    private const int LongestText = 6000;

    private static readonly string[] Typed =
    [
        "a", " ", "\n", "\r\n", "\r", "\t", "{", "}", "\"", ":", "=>", ",", "//", "/*", "*/", "\"\"\"", "é", "😀", "\uFEFF", "\u2028",
        "task t: classify {", "strategy lora { rank: 4 }\n", "labels: { a: \"b\" }", "80%", "50ms", "env(\"X\")", "\"text\" => weather\n",
    ];

    /// <summary>The text as the server holds it: what every feature is asked about.</summary>
    private static readonly Feature Text = Feature.Read<DocumentParams, string?>("test/text", request => request.State.Find(request.Params.TextDocument)?.Text);

    [Theory]
    [InlineData("utf-16", 1)]
    [InlineData("utf-8", 2)]
    public async Task After_any_edits_the_server_says_what_a_full_reparse_says(string units, int seed)
    {
        var random = new Random(seed);
        var encoding = units == "utf-8" ? PositionEncoding.Utf8 : PositionEncoding.Utf16;
        await using var editor = await Editor.OpenAsync(
            new { general = new { positionEncodings = new[] { units } }, textDocument = new { diagnostic = new { } } }, features: [.. FeatureList.All, Text]);
        var text = Workplace.Topics;
        await editor.OpenDocumentAsync(text, "untitled:1");
        var (id, tokens) = Tokens(await editor.AskAsync("textDocument/semanticTokens/full", "untitled:1"));
        for (var edit = 0; edit < Edits / 2;)
        {
            for (var i = 0; i < EditsBetweenLooks;)
            {
                var changes = new object[1 + random.Next(8)];
                for (var j = 0; j < changes.Length; j++)
                    (changes[j], text) = Edit(text, random, encoding);
                await editor.ChangeAsync(changes, "untitled:1");
                (i, edit) = (i + changes.Length, edit + changes.Length);
            }

            Assert.Equal(text, (string?)await editor.AskAsync("test/text", "untitled:1"));
            var expected = Document.Of(new DocumentUri("untitled:1"), 1, text, "", OpenFiles.None);
            await SameDiagnosticsAsync(editor, expected, encoding);
            (id, tokens) = await SameTokensAsync(editor, expected, encoding, id, tokens);
        }

        Assert.Equal("", editor.Log.ToString());
    }

    private static (object Change, string Text) Edit(string text, Random random, PositionEncoding encoding)
    {
        if (random.Next(500) == 0 || text.Length > LongestText)
            return (new { text = Workplace.Topics }, Workplace.Topics);
        var start = Boundary(text, random.Next(text.Length + 1));
        var end = random.Next(3) == 0 ? Boundary(text, Math.Min(text.Length, start + random.Next(12))) : start;
        var insert = end > start && random.Next(2) == 0 ? "" : Typed[random.Next(Typed.Length)];
        var (from, to) = (Place(text, start, encoding), Place(text, end, encoding));
        var range = new { start = new { line = from.Line, character = from.Character }, end = new { line = to.Line, character = to.Character } };
        return (new { range, text = insert }, text[..start] + insert + text[end..]);
    }

    // Editors do not put the cursor within a character, nor between the two that end a line.
    private static int Boundary(string text, int offset)
    {
        while (offset > 0 && offset < text.Length && (char.IsLowSurrogate(text[offset]) || (text[offset - 1] == '\r' && text[offset] == '\n')))
            offset--;
        return offset;
    }

    /// <summary>Counted here from the beginning, and not as the server counts.</summary>
    private static (int Line, int Character) Place(string text, int offset, PositionEncoding encoding)
    {
        var (line, start) = (0, 0);
        for (var i = 0; i < offset; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && !(i + 1 < text.Length && text[i + 1] == '\n')))
                (line, start) = (line + 1, i + 1);
        }

        var before = text[start..offset];
        return (line, encoding == PositionEncoding.Utf16 ? before.Length : Encoding.UTF8.GetByteCount(before));
    }

    private static async Task SameDiagnosticsAsync(Editor editor, Document expected, PositionEncoding encoding)
    {
        var report = await editor.AskAsync("textDocument/diagnostic", "untitled:1");
        var here = SpecDiagnostics.Of(expected.Snapshot).Where(diagnostic => diagnostic.Code != "ADAPT2320").Select(diagnostic =>
        {
            var place = Place(expected.Text, diagnostic.Span.Start, encoding);
            return $"{place.Line}:{place.Character} {diagnostic.Code} {diagnostic.Message}";
        });
        var there = report["items"]!.Where(item => (string?)item["code"] != "ADAPT2320")
            .Select(item => $"{item["range"]!["start"]!["line"]}:{item["range"]!["start"]!["character"]} {item["code"]} {item["message"]}");
        Assert.Equal(here, there);
    }

    private static async Task<(string Id, ImmutableArray<int> Data)> SameTokensAsync(
        Editor editor, Document expected, PositionEncoding encoding, string id, ImmutableArray<int> before)
    {
        var delta = await editor.RequestAsync("textDocument/semanticTokens/full/delta", new { textDocument = new { uri = "untitled:1" }, previousResultId = id });
        var after = before;
        foreach (var edit in delta["edits"]!.Reverse())
        {
            var (start, count) = ((int)edit["start"]!, (int)edit["deleteCount"]!);
            after = after.RemoveRange(start, count).InsertRange(start, edit["data"]?.Values<int>() ?? []);
        }

        var conversions = new Conversions(expected, new ClientTraits { Encoding = encoding });
        var whole = conversions.Tokens(Editing.SemanticTokens.Of(expected.Snapshot));
        Assert.Equal(whole.ToArray(), after.ToArray());
        return ((string)delta["resultId"]!, after);
    }

    private static (string Id, ImmutableArray<int> Data) Tokens(JToken answer) =>
        ((string)answer["resultId"]!, [.. answer["data"]!.Values<int>()]);
}
