using System.Collections.Immutable;
using AdaptLab.Language;

namespace AdaptLab.Editing.Tests;

/// <summary>Every feature at every offset of every sample: none may throw, and every range lies in the text.</summary>
public sealed class EveryOffsetTests
{
    private static readonly SpecFolder Folder = new(
        ["data/heldout.jsonl", "notes.md"], ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("data/heldout.jsonl", ["a", "b"]), ["HOME"]);

    public static TheoryData<string> Samples =>
        [.. Directory.EnumerateFiles(Path.Combine(Root(), "specs"), "*.adapt").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Of_the_whole_sample(string name)
    {
        var snapshot = WithResults(Fixture.Spec(Text(name)));
        AskWhole(snapshot);
        for (var offset = -1; offset <= snapshot.Text.Length + 1; offset++)
            AskAt(snapshot, offset);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Of_the_sample_cut_off_anywhere(string name)
    {
        var text = Text(name);
        var results = WithResults(Fixture.Spec(text)).Results;
        for (var cut = 0; cut <= text.Length; cut += 3)
        {
            var snapshot = Fixture.Spec(text[..cut]) with { Results = results };
            AskAt(snapshot, cut);
            if (cut % 61 == 0)
                AskWhole(snapshot);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\0")]
    [InlineData("\uD800{\"")]
    [InlineData("{{{{[[[[((((\"\"\"")]
    [InlineData("strategy\nstrategy {\nmodel =\nexamples from\ncompare { require: .\n}")]
    [InlineData("task t: classify { labels: [, ] labels: { : } }\r\neval { => \r\n => a \"x\" => }")]
    [InlineData("strategy lora { rank: sweep( }\ncompare { require: a.b.c.d >= >= train: [+ + +] }")]
    [InlineData("task a: classify {} task a: classify {} strategy lora strategy lora")]
    [InlineData("\"")]
    [InlineData("/*")]
    public void Of_texts_that_are_no_specs(string text)
    {
        var snapshot = Fixture.Spec(text);
        AskWhole(snapshot);
        for (var offset = -1; offset <= text.Length + 1; offset++)
            AskAt(snapshot, offset);
    }

    private static void AskAt(SpecSnapshot snapshot, int offset)
    {
        var whole = new TextSpan(0, snapshot.Text.Length);
        if (Hovers.At(snapshot, offset) is { } hover)
        {
            Assert.True(whole.Contains(hover.Span) && hover.Span.Touches(offset), $"hover at {offset}");
            Assert.NotEmpty(hover.Markdown);
        }

        foreach (var item in Completions.At(snapshot, offset, Folder))
        {
            Assert.True(whole.Contains(item.Replace), $"completion at {offset}");
            Assert.NotEmpty(item.InsertText);
        }

        Assert.All(Definitions.At(snapshot, offset), place => Assert.True(whole.Contains(place.Span)));
        Assert.All(References.At(snapshot, offset, includeDeclaration: true), place => Assert.True(whole.Contains(place.Span)));
        Assert.All(Highlights.At(snapshot, offset), highlight => Assert.True(whole.Contains(highlight.Span)));
        var ranges = SelectionRanges.At(snapshot, offset);
        Assert.Equal(whole, ranges[^1]);
        for (var i = 1; i < ranges.Length; i++)
            Assert.True(ranges[i].Contains(ranges[i - 1]) && ranges[i] != ranges[i - 1], $"selection at {offset}");
    }

    private static void AskWhole(SpecSnapshot snapshot)
    {
        var whole = new TextSpan(0, snapshot.Text.Length);
        var lines = snapshot.Compilation.LineMap;
        var end = 0;
        foreach (var token in SemanticTokens.Of(snapshot))
        {
            Assert.True(token.Span.Start >= end && token.Span.End <= whole.End, $"token at {token.Span}");
            Assert.Equal(lines.Position(token.Span.Start).Line, lines.Position(token.Span.End).Line);
            end = token.Span.End;
        }

        Assert.All(Folding.Of(snapshot), range => Assert.True(range.StartLine < range.EndLine && range.EndLine < lines.LineCount));
        Assert.All(Symbols.Of(snapshot), symbol => Assert.True(whole.Contains(symbol.Span) && symbol.Span.Contains(symbol.NameSpan) && symbol.Name.Length > 0));
        Assert.All(Lenses.Of(snapshot, DateTimeOffset.UnixEpoch), lens => Assert.True(whole.Contains(lens.Span) && lens.Title.Length > 0));
        Assert.All(InlayHints.Of(snapshot, whole), hint => Assert.InRange(hint.Offset, 0, whole.End));
        Assert.All(DocumentLinks.Of(snapshot), link => Assert.True(whole.Contains(link.Span)));
    }

    private static SpecSnapshot WithResults(SpecSnapshot snapshot) => snapshot with
    {
        Results = Runs.Of(snapshot, new Ran("prompt", 12, 1, 2, 3), new Ran("lora", 3, 2) { Set = "other" }, new Ran("rag", 20) { Failure = "no memory" }),
    };

    private static string Text(string name) => File.ReadAllText(Path.Combine(Root(), "specs", name));

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AdaptLab.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests run within the repository.");
    }
}
