namespace AdaptLab.Editing.Tests;

public sealed class OutlineTests
{
    [Fact]
    public void The_outline_names_what_is_declared_and_never_lists_rows()
    {
        var fixture = Fixture.Of("""
            [|task [|clauses|]: classify {
              labels: { [|[|termination|]: "How it ends"|], [|[|"late fee"|]: "What it costs"|] }
            }|]
            [|model [|base|] = embedded("nano")|]
            [|examples [|expert|] from "e.jsonl" { "It ends." => termination }|]
            [|[|eval|] { "a" => termination, "b" => termination }|]
            [|strategy [|lora wide|] { rank: sweep(16, 32), epochs: 4 }|]
            [|[|compare|] { require: [|best.accuracy >= 80%|] }|]
            nosuch thing { }
            """);

        var symbols = Symbols.Of(fixture.Snapshot);

        Assert.Equal(
            [
                ("clauses", "classify"), ("base", "embedded(\"nano\")"), ("expert", "e.jsonl, 1 row"), ("eval", "2 rows"),
                ("lora wide", "rank: sweep(16, 32), epochs: 4"), ("compare", ""),
            ],
            symbols.Select(symbol => (symbol.Name, symbol.Detail)));
        Assert.Equal([("termination", "How it ends"), ("late fee", "What it costs")], symbols[0].Children.Select(label => (label.Name, label.Detail)));
        Assert.Equal("best.accuracy >= 80%", Assert.Single(symbols[^1].Children).Name);
        var all = symbols.SelectMany(symbol => symbol.Children.Prepend(symbol)).ToList();
        Assert.Equal(fixture.Spans.ToHashSet(), all.SelectMany(symbol => new[] { symbol.Span, symbol.NameSpan }).ToHashSet());
    }

    [Theory]
    [InlineData("task t: classify {\n  labels: {\n    a: \"A\"\n  }\n}", "0-3 1-2")]
    [InlineData("strategy lora { rank: 8 }", "")]
    [InlineData("compare {\n  train: [\n    a\n  ]\n}", "0-3 1-2")]
    [InlineData("// one\n// two\n\n// three\nstrategy lora\n// four\n/* five\n six */", "0-1c 6-7c")]
    [InlineData("task t: classify {\n  instruction: \"\"\"\n    Say.\n    \"\"\"\n}", "0-3 1-3")]
    [InlineData("strategy lora {\n  rank: 8", "")]
    [InlineData("strategy lora {\r\n  rank: 8\r\n}", "0-1")]
    public void Blocks_lists_strings_and_comments_fold(string text, string ranges) =>
        Assert.Equal(ranges, string.Join(' ', Folding.Of(Fixture.Spec(text)).Select(range => $"{range.StartLine}-{range.EndLine}{(range.Kind == FoldingKind.Comment ? "c" : "")}")));
}
