using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Tests.Syntax;

public sealed class ParserTests
{
    [Theory]
    [MemberData(nameof(Repository.SampleNames), MemberType = typeof(Repository))]
    public void Samples_have_no_mistakes(string name)
    {
        var compilation = Compilation.Parse(Repository.Sample(name));
        Assert.Empty(compilation.Diagnostics.Where(d => d.IsError).Select(d => $"{compilation.LineMap.Position(d.Span.Start)} {d.Code} {d.Message}"));
    }

    [Theory]
    [InlineData("strategy lora { [|rank|] 8 }", "ADAPT1010")]
    [InlineData("strategy lora { rank [|=|] 8 }", "ADAPT1010")]
    [InlineData("examples a { [|\"text\"|] }", "ADAPT1011")]
    [InlineData("examples a { \"text\" [|->|] x }", "ADAPT1011")]
    [InlineData("examples a { \"text\" [|=|] x }", "ADAPT1011")]
    [InlineData("strategy lora {\n  rank[|:|]\n  alpha: 1\n}", "ADAPT1012")]
    [InlineData("examples a {\n  \"one\" [|=>|]\n  \"two\" => x\n}", "ADAPT1012")]
    [InlineData("compare { train: [a [|+|]] }", "ADAPT1012")]
    [InlineData("compare { require: best.accuracy [|>=|]\n}", "ADAPT1012")]
    [InlineData("model a [|=|]\nstrategy head", "ADAPT1012")]
    [InlineData("strategy lora { rank: 8 [|alpha|]: 16 }", "ADAPT1013")]
    [InlineData("strategy rag { from: [a [|\"b\"|]] }", "ADAPT1013")]
    [InlineData("strategy lora [|{|] rank: 8\n\nstrategy head", "ADAPT1014")]
    [InlineData("compare {\n  train: [|[|]a, b\n  seeds: 3\n}", "ADAPT1014")]
    [InlineData("model a = embedded[|(|]\"nano\"\nstrategy head", "ADAPT1014")]
    [InlineData("task t[|:|] { }", "ADAPT1015")]
    [InlineData("compare { require: best[|.|] >= 80% }", "ADAPT1015")]
    [InlineData("eval [|from|] { }", "ADAPT1016")]
    [InlineData("eval from [|data/rows.jsonl|] { }", "ADAPT1016")]
    [InlineData("strategy lora { rank: 8 } [|/*|] open", "ADAPT1007")]
    [InlineData("strategy lora { [|/*|] open }", "ADAPT1007")]
    [InlineData("examples a { [|text|] => x }", "ADAPT1017")]
    [InlineData("strategy head [|8|]\n", "ADAPT1001")]
    [InlineData("strategy head\n[|} ]|]\nstrategy scratch", "ADAPT1001")]
    [InlineData("strategy lora { rank: 8[|,|], alpha: 16 }", "ADAPT1001", 1)]
    [InlineData("strategy lora { rank: 8 [|)|] }", "ADAPT1001")]
    public void A_mistake_is_reported_once_where_it_stands(string marked, string code, int shift = 0)
    {
        var expected = Marked.Parse(marked);
        var diagnostic = Assert.Single(SyntaxTree.Parse(expected.Text).Diagnostics);
        Assert.Equal((code, expected.Spans[0].Start + shift), (diagnostic.Code, diagnostic.Span.Start));
        Assert.Equal(expected.Spans[0].Length, diagnostic.Span.Length);
    }

    [Theory]
    [InlineData("strategy lora { rank 8 }", "strategy lora { rank: 8 }")]
    [InlineData("strategy lora { rank = 8 }", "strategy lora { rank: 8 }")]
    [InlineData("examples a { \"text\" -> x }", "examples a { \"text\" => x }")]
    [InlineData("strategy lora { rank: 8 alpha: 16 }", "strategy lora { rank: 8, alpha: 16 }")]
    [InlineData("strategy lora { rank: 8\nstrategy head", "strategy lora { rank: 8\n}\nstrategy head")]
    [InlineData("examples a { text => x }", "examples a { \"text\" => x }")]
    [InlineData("eval from ./data/rows.jsonl", "eval from \"./data/rows.jsonl\"")]
    [InlineData("examples a { 'say \"so\"' => x }", "examples a { \"say \\\"so\\\"\" => x }")]
    public void The_fix_mends_the_syntax(string broken, string mended)
    {
        var tree = SyntaxTree.Parse(broken);
        var edit = Assert.Single(Assert.Single(tree.Diagnostics).Fix!.Edits);
        var text = broken.Remove(edit.Span.Start, edit.Span.Length).Insert(edit.Span.Start, edit.NewText);
        Assert.Equal(mended, text);
        Assert.Empty(SyntaxTree.Parse(text).Diagnostics);
    }

    [Fact]
    public void A_brace_left_open_does_not_swallow_the_declarations_after_it()
    {
        var tree = SyntaxTree.Parse("strategy rag { retrieve: 4, from: [a\nstrategy lora { rank: 8 }\neval from \"e.csv\"");
        Assert.Equal(["strategy", "strategy", "eval"], tree.Root.Declarations.Select(d => d.Keyword.Text));
        Assert.Equal(["ADAPT1014", "ADAPT1014"], tree.Diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void A_property_may_be_called_as_a_declaration_is()
    {
        var tree = SyntaxTree.Parse("strategy lora {\n  model: base\n  rank: 8\n}");
        Assert.Empty(tree.Diagnostics);
        Assert.Equal(["model", "rank"], Assert.Single(tree.Root.Declarations).Properties.Select(p => p.NameText));
    }

    [Fact]
    public void A_value_may_stand_on_the_next_line()
    {
        var tree = SyntaxTree.Parse("task t: classify\n{\n  instruction:\n    \"Name it.\"\n}");
        Assert.Empty(tree.Diagnostics);
        Assert.IsType<LiteralSyntax>(Assert.Single(Assert.Single(tree.Root.Declarations).Properties).Value);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[")]
    [InlineData("x(")]
    [InlineData("{ a: ")]
    [InlineData("[{ a: [")]
    public void Any_nesting_is_read_without_running_out_of_stack(string opening)
    {
        var text = "strategy lora { rank: " + string.Concat(Enumerable.Repeat(opening, 200_000));
        var compilation = Compilation.Parse(text);
        Assert.Equal(text.Length, compilation.Tree.Root.FullSpan.End);
        // A brace within braces begins nothing, so that it is not nesting but many mistakes.
        Assert.Contains(compilation.Diagnostics, d => d.Code == (opening == "{" ? "ADAPT1019" : "ADAPT1018"));
    }

    [Theory]
    [InlineData("strategy lora { rank: 8 }\n")]
    [InlineData("\"a\" => b\n")]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("[a, ")]
    [InlineData("(")]
    [InlineData("\"")]
    [InlineData("\"\"\"\n")]
    [InlineData("“")]
    [InlineData("/*")]
    [InlineData("// c\n")]
    [InlineData("a + ")]
    [InlineData("a.")]
    [InlineData("a ")]
    [InlineData("-")]
    [InlineData("9")]
    [InlineData("§")]
    [InlineData("\n")]
    [InlineData("task { a: [ x( ")]
    [InlineData("x: ")]
    public void The_work_grows_in_step_with_the_text(string piece)
    {
        var text = "task t: classify { instruction: " + string.Concat(Enumerable.Repeat(piece, 20_000));
        Assert.InRange(SyntaxTree.Parse(text).Steps, 0, 40L * text.Length);
    }

    [Fact]
    public void The_node_at_an_offset_is_the_innermost()
    {
        const string Text = "strategy rag { from: [expert, playbook] }";
        var tree = SyntaxTree.Parse(Text);
        Assert.Equal("expert", Assert.IsType<NameSyntax>(tree.NodeAt(Text.IndexOf("expert", StringComparison.Ordinal) + 3)).Name);
        Assert.Equal("expert", Assert.IsType<NameSyntax>(tree.NodeAt(Text.IndexOf(",", StringComparison.Ordinal))).Name);
        Assert.IsType<ListSyntax>(tree.NodeAt(Text.IndexOf("[", StringComparison.Ordinal)));
        Assert.IsType<PropertySyntax>(tree.NodeAt(Text.IndexOf("from", StringComparison.Ordinal)));
        Assert.IsType<DeclarationSyntax>(tree.NodeAt(0));
        Assert.Contains(tree.NodeAt(25).Ancestors(), n => n is BlockSyntax);
    }
}
