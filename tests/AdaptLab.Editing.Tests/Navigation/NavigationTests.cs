using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Language;

namespace AdaptLab.Editing.Tests;

public sealed class NavigationTests
{
    /// <summary>The marked ranges are what is found, in their order.</summary>
    private static void Check(string marked, Func<Fixture, IEnumerable<TextSpan>> find)
    {
        var fixture = Fixture.Of(marked);
        Assert.Equal(fixture.Spans.OrderBy(span => span.Start), find(fixture).OrderBy(span => span.Start));
    }

    private static IEnumerable<TextSpan> InSpec(IEnumerable<Place> places) => places.Where(place => place.Path is null).Select(place => place.Span);

    [Theory]
    [InlineData("task t: classify { labels: { [|a|]: \"A\", b: \"B\" } }\nexamples e { \"x\" => $0a }")]
    [InlineData("task t: classify { labels: [[|\"late fee\"|], b] }\nexamples e { \"x\" => \"late $0fee\" }")]
    [InlineData("examples [|e|] { \"x\" => a }\ncompare { train: [$0e] }")]
    [InlineData("documents [|d|] from \"d\"\nstrategy rag { from: [$0d] }")]
    [InlineData("model [|m|] = embedded(\"nano\")\nstrategy rag { model: m$0 }")]
    [InlineData("strategy [|lora wide|]\ncompare { require: lora wi$0de.accuracy > 0 }")]
    [InlineData("strategy [|lora|] { rank: sweep(4, 8) }\ncompare { require: \"lora ra$0nk 4\".accuracy > 0 }")]
    [InlineData("examples [|$0e|] { \"x\" => a }")]
    [InlineData("task t: classify\nexamples e { \"x\" => [|a|], \"y\" => $0a }")]
    [InlineData("strategy prompt { sel$0ect: first }")]
    public void A_name_leads_to_its_declaration(string marked) =>
        Check(marked, fixture => InSpec(Definitions.At(fixture.Snapshot, fixture.Offset)));

    [Theory]
    [InlineData("task t: classify { labels: { [|a|]: \"A\", b: \"B\" } }\nexamples e { \"x\" => [|$0a|], \"y\" => b }\neval { \"z\" => [|a|] }")]
    [InlineData("task t: classify { labels: { [|$0a|]: \"A\", b: \"B\" } }\nexamples e { \"x\" => [|\"a\"|] }")]
    [InlineData("examples [|e|] { \"x\" => a }\nstrategy rag { from: [|e|] }\ncompare { train: [[|e|] + f, [|$0e|]] }")]
    [InlineData("task t: classify\nexamples e { \"x\" => [|$0a|], \"y\" => b }\neval { \"z\" => [|a|] }")]
    [InlineData("$0examples e { }")]
    public void References_and_highlights_find_every_place(string marked)
    {
        Check(marked, fixture => InSpec(References.At(fixture.Snapshot, fixture.Offset, includeDeclaration: true)));
        Check(marked, fixture => Highlights.At(fixture.Snapshot, fixture.Offset).Select(highlight => highlight.Span));
    }

    [Fact]
    public void The_declaration_is_left_out_where_it_is_not_asked_for() => Check(
        "task t: classify { labels: { a$0: \"A\", b: \"B\" } }\nexamples e { \"x\" => [|a|] }",
        fixture => InSpec(References.At(fixture.Snapshot, fixture.Offset, includeDeclaration: false)));

    [Fact]
    public void Only_the_declaration_is_a_write()
    {
        var fixture = Fixture.Of("examples [|e|] { \"x\" => a }\ncompare { train: [$0e] }");

        Assert.Equal(fixture.Spans[0], Assert.Single(Highlights.At(fixture.Snapshot, fixture.Offset), highlight => highlight.IsWrite).Span);
    }

    private static Fixture WithData(string marked)
    {
        var fixture = Fixture.Of(marked);
        var data = new PlanData(
            fixture.Snapshot.Compilation.Spec.Task.Labels, ImmutableDictionary<string, ImmutableArray<TrainingRow>>.Empty,
            ImmutableDictionary<string, ImmutableArray<DocumentText>>.Empty.Add("d", [new DocumentText("p/a.md", "", 120, 20), new DocumentText("p/b.md", "", 120, 20)]), [], []);
        return fixture.With(data: new SpecDataReading(data, [])
        {
            Labels = fixture.Snapshot.Compilation.Spec.Task.Labels,
            Files =
            [
                new DataFileReading("examples e", "e.jsonl", ["text", "label"], 3, [new LabelPlace(0, 1, 10), new LabelPlace(1, 2, 10), new LabelPlace(0, 7, 12)]),
                new DataFileReading("eval", "e.parquet", ["text", "label"], 1, [new LabelPlace(0, 1, 1)]),
            ],
        });
    }

    private const string WithFile = "task t: classify { labels: { ending: \"A\", b: \"B\" } }\nexamples e from \"e.jsonl\" { \"x\" => $0ending }\ndocuments d from \"p/*\"\neval from \"e.parquet\"";

    [Fact]
    public void References_of_a_label_reach_into_data_files()
    {
        var fixture = WithData(WithFile);

        Assert.Equal(
            [("e.jsonl", 1, 10, 6), ("e.jsonl", 7, 12, 6)],
            References.At(fixture.Snapshot, fixture.Offset, includeDeclaration: true).Where(place => place.Path is not null)
                .Select(place => (place.Path!, place.Line, place.Column, place.Length)));
    }

    [Fact]
    public void And_from_data_files_back()
    {
        var fixture = WithData(WithFile.Replace("{ ending:", "{ [|ending|]:", StringComparison.Ordinal));

        Assert.Equal(fixture.Spans[0], Assert.Single(Definitions.FromFile(fixture.Snapshot, "e.jsonl", 7, 14)).Span);
        Assert.Equal(4, References.FromFile(fixture.Snapshot, "e.jsonl", 7, 14, includeDeclaration: true).Length);
        Assert.Empty(References.FromFile(fixture.Snapshot, "e.jsonl", 7, 40, includeDeclaration: true));
        Assert.Empty(References.FromFile(fixture.Snapshot, "other.jsonl", 7, 14, includeDeclaration: true));
    }

    [Fact]
    public void Elsewhere_in_a_data_file_the_path_in_the_spec_is_what_it_leads_to()
    {
        var fixture = WithData(WithFile.Replace("\"e.jsonl\"", "[|\"e.jsonl\"|]", StringComparison.Ordinal));

        Assert.Equal(fixture.Spans[0], Assert.Single(Definitions.FromFile(fixture.Snapshot, "e.jsonl", 7, 1)).Span);
    }

    [Theory]
    [InlineData("examples e from \"e.js$0onl\"", "e.jsonl")]
    [InlineData("documents d from \"p/$0*\"", "p/a.md p/b.md")]
    public void A_path_leads_to_its_files(string marked, string paths)
    {
        var fixture = WithData(marked);

        Assert.Equal(paths, string.Join(' ', Definitions.At(fixture.Snapshot, fixture.Offset).Select(place => place.Path)));
    }

    [Fact]
    public void Places_in_the_spec_have_lines_and_columns()
    {
        var fixture = Fixture.Of("// é𝄞\n  examples e { \"x\" => a }\ncompare { train: [$0e] }");

        var place = Assert.Single(Definitions.At(fixture.Snapshot, fixture.Offset));
        Assert.Equal((2, 12, 1), (place.Line, place.Column, place.Length));
    }

    [Fact]
    public void Paths_and_models_of_the_hub_are_links()
    {
        var fixture = Fixture.Of("""
            examples a from "[|data/a.jsonl|]"
            documents d from "docs/*.md"
            model m = huggingface("[|org/name|]")
            model n = huggingface("./folder")
            eval from ""
            """);

        var links = DocumentLinks.Of(fixture.Snapshot);
        Assert.Equal(fixture.Spans, links.Select(link => link.Span));
        Assert.Equal(["data/a.jsonl", "https://huggingface.co/org/name"], links.Select(link => link.Target));
    }

    [Theory]
    [InlineData("compare { require: lo$0ra.accuracy >= 80% }", "lora|lora.accuracy|lora.accuracy >= 80%|require: lora.accuracy >= 80%| require: lora.accuracy >= 80% |{ require: lora.accuracy >= 80% }|compare { require: lora.accuracy >= 80% }")]
    [InlineData("eval { \"The te$0rm ends.\" => a }", "term|The term ends.|\"The term ends.\"|\"The term ends.\" => a| \"The term ends.\" => a |{ \"The term ends.\" => a }|eval { \"The term ends.\" => a }")]
    [InlineData("compare { train: [a$0, b] }", "a|a, b|[a, b]|train: [a, b]| train: [a, b] |{ train: [a, b] }|compare { train: [a, b] }")]
    [InlineData("eval { \"$0\" => a }", "\"\"|\"\" => a| \"\" => a |{ \"\" => a }|eval { \"\" => a }")]
    public void A_selection_grows_from_the_word_to_the_whole(string marked, string ranges)
    {
        var fixture = Fixture.Of(marked);

        Assert.Equal(ranges.Split('|'), fixture.Words(SelectionRanges.At(fixture.Snapshot, fixture.Offset)));
    }
}
