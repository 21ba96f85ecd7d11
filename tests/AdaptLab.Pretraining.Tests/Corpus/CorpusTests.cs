using AdaptLab.Pretraining.Corpus;

namespace AdaptLab.Pretraining.Tests.Corpus;

public sealed class CorpusTests
{
    private const string TwoLinesInXz =
        "/Td6WFoAAATm1rRGAgAhARwAAAAQz1jMAQAXZmlyc3QgbGluZQoKc2Vjb25kIGxpbmUKABhe/pjFdUTwAAEwGI4brOwftvN9AQAAAAAEWVo=";

    [Fact]
    public void Compressed_lines_are_read_and_empty_ones_are_left_out()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("lines.txt.xz"), Convert.FromBase64String(TwoLinesInXz));
        Assert.Equal(["first line", "second line"], CompressedLines.Read(folder.File("lines.txt.xz")));
        Assert.Equal("lines", CompressedLines.NameOf(folder.File("lines.txt.xz")));
    }

    [Fact]
    public void Tasks_are_told_apart_by_their_fields()
    {
        Assert.Equal(["animal_intent", "verb_domain"], TinyCorpus.Tasks.Labelled.Select(task => task.Name));
        Assert.Equal(["snli_tiny"], TinyCorpus.Tasks.Pairs.Select(task => task.Name));
        Assert.Equal(["facts"], TinyCorpus.Tasks.Questions.Select(task => task.Name));
        Assert.Equal(200, TinyCorpus.Tasks.Labelled[0].Rows);
    }

    [Fact]
    public void Labels_with_too_few_rows_are_left_out()
    {
        var task = new LabelledTask("t", [.. Enumerable.Range(0, 4).Select(i => ($"{i}", "often")), ("x", "seldom")]);
        Assert.Equal(["often"], task.ByLabel.Select(group => group.Label));
    }

    [Fact]
    public void Sources_are_drawn_by_their_size_and_never_what_is_held_out()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder.File("big.txt"), Enumerable.Range(0, 900).Select(i => $"big {i:D6}"));
        File.WriteAllLines(folder.File("small.txt"), Enumerable.Range(0, 100).Select(i => $"small {i:D4}"));
        var corpus = TextCorpus.Load(folder.Path);
        Assert.Equal(["big 000000", "big 000400", "big 000800"], corpus.Sources[0].HeldOut);
        var random = new Random(1);
        var lines = Enumerable.Range(0, 4000).Select(_ => corpus.RandomLine(random)).ToArray();
        Assert.Empty(lines.Intersect(corpus.Sources.SelectMany(source => source.HeldOut)));
        Assert.InRange(lines.Count(line => line.StartsWith("small", StringComparison.Ordinal)), 300, 500);
    }
}
