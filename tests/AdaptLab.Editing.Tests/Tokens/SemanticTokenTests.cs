using AdaptLab.Language;

namespace AdaptLab.Editing.Tests;

public sealed class SemanticTokenTests
{
    private static string Types(string text)
    {
        var snapshot = Fixture.Spec(text);
        return string.Join(' ', SemanticTokens.Of(snapshot).Select(token =>
            $"{snapshot.Text.Substring(token.Span.Start, token.Span.Length).Replace(' ', '_')}:{token.Type}{(token.IsDeclaration ? "!" : "")}"));
    }

    [Theory]
    [InlineData("strategy lora wide { rank: 8 }", "strategy:Keyword lora:Type wide:Strategy! rank:Property 8:Number")]
    [InlineData("task t: classify { labels: { a: \"A\" } }", "task:Keyword t:Task! classify:Type labels:Property a:Label! \"A\":Text")]
    [InlineData("task t: classify { labels: [a, \"b c\"] }", "task:Keyword t:Task! classify:Type labels:Property a:Label! \"b_c\":Label!")]
    [InlineData("examples e from \"e.csv\" { \"x\" => a }", "examples:Keyword e:Set! from:Keyword \"e.csv\":Text \"x\":Text =>:Operator a:Label")]
    [InlineData("model m = embedded(\"nano\") // base", "model:Keyword m:Model! =:Operator embedded:Function \"nano\":Text //_base:Comment")]
    [InlineData("examples e\ncompare { train: [e + f], require: best.latency.p95 <= 50ms }", "examples:Keyword e:Set! compare:Keyword train:Property e:Set +:Operator f:Value require:Property best:Value latency:Measure p95:Measure <=:Operator 50ms:Number")]
    [InlineData("strategy lora wide\ncompare { require: lora wide.accuracy > 0 }", "strategy:Keyword lora:Type wide:Strategy! compare:Keyword require:Property lora:Strategy wide:Strategy accuracy:Measure >:Operator 0:Number")]
    [InlineData("strategy prompt { select: first }", "strategy:Keyword prompt:Type select:Property first:Value")]
    [InlineData("/* one\r\n two */", "/*_one:Comment _two_*/:Comment")]
    [InlineData("# ?", "")]
    public void Words_are_what_they_mean(string text, string types) => Assert.Equal(types, Types(text));

    [Fact]
    public void A_range_gives_the_tokens_that_touch_it()
    {
        var fixture = Fixture.Of("strategy lora { rank: 8 }\n[|strategy rag // second\n|]strategy prompt");

        Assert.Equal(["strategy", "rag", "// second", "strategy"], fixture.Words(SemanticTokens.Of(fixture.Snapshot, fixture.Spans[0]).Select(token => token.Span)));
    }
}
