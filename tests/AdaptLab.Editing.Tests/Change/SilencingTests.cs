using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Editing.Tests.Change;

public sealed class SilencingTests
{
    private const string Before = "task t: classify\nexamples e { \"x\" => a, \"y\" => b }\neval { folds: 2 }\nmodel base = embedded(\"nano\")\n";

    private static List<Diagnostic> Of(string text) => [.. SpecDiagnostics.Of(Edited.Of(Before + text))];

    [Fact]
    public void Unsilenced_it_is_told() => Assert.Equal("ADAPT2017", Assert.Single(Of("model big = ollama(\"x\")\n")).Code);

    [Theory]
    [InlineData("model big = ollama(\"x\") // adapt: allow ADAPT2017\n")]
    [InlineData("model big = ollama(\"x\")   //adapt:allow ADAPT2017 because it comes next\n")]
    [InlineData("// adapt: allow ADAPT2017\nmodel big = ollama(\"x\")\n")]
    [InlineData("// adapt: allow ADAPT2017\n\n// note\nmodel big = ollama(\"x\")\n")]
    [InlineData("/* note */ // adapt: allow ADAPT2017: later\r\nmodel big = ollama(\"x\")\r\n")]
    public void A_silencer_speaks_for_its_line_or_alone_for_the_next(string text) => Assert.Empty(Of(text));

    [Theory]
    [InlineData("model big = ollama(\"x\")\n// adapt: allow ADAPT2017\n")]
    [InlineData("strategy lora // adapt: allow ADAPT2017\nmodel big = ollama(\"x\")\n")]
    [InlineData("// adapt: allows ADAPT2017\nmodel big = ollama(\"x\")\n")]
    [InlineData("// adapt: allow ADAPT20171\nmodel big = ollama(\"x\")\n")]
    [InlineData("/* adapt: allow ADAPT2017 */ model big = ollama(\"x\")\n")]
    public void Anything_else_silences_nothing(string text) => Assert.Contains(Of(text), d => d.Code == "ADAPT2017");

    [Theory]
    [InlineData("// adapt: allow ADAPT2017\nstrategy lora\n", "strategy lora\n")]
    [InlineData("strategy lora  // adapt: allow ADAPT2017\n", "strategy lora\n")]
    [InlineData("strategy lora\n// adapt: allow ADAPT2017", "strategy lora\n")]
    [InlineData("model big = ollama(\"x\") // adapt: allow ADAPT2017, ADAPT2213 both\n", "model big = ollama(\"x\") // adapt: allow ADAPT2017 both\n")]
    [InlineData("model big = ollama(\"x\") // adapt: allow ADAPT2213, ADAPT2017\n", "model big = ollama(\"x\") // adapt: allow ADAPT2017\n")]
    [InlineData("strategy lora // adapt: allow\n", "strategy lora\n")]
    public void One_that_silences_nothing_is_told_with_its_mend(string text, string mended)
    {
        var hint = Assert.Single(Of(text));
        Assert.Equal(("ADAPT2401", Severity.Hint, DiagnosticTags.Unnecessary), (hint.Code, hint.Severity, hint.Tags));
        var after = TextChanges.Apply(Before + text, hint.Fix!.Edits.Select(TextChange.Of));
        Assert.Equal(Before + mended, after);
        Assert.Empty(Of(after[Before.Length..]));
    }

    [Fact]
    public void Several_codes_on_one_line_are_silenced_together() => Assert.Empty(Of("""
        // adapt: allow ADAPT2213, ADAPT2114
        compare { train: [e, e] } examples f { text: q, "z" => a }
        strategy rag { from: [f] }

        """));

    [Fact]
    public void An_error_cannot_be_silenced()
    {
        var found = Of("strategy lora { rank: 0 } // adapt: allow ADAPT2104\n");
        Assert.Contains(found, d => d.Code == "ADAPT2104");
        // While there are errors nothing is known for sure.
        Assert.DoesNotContain(found, d => d.Code == "ADAPT2401");
    }

    [Fact]
    public void What_is_not_known_yet_is_not_silenced_in_vain()
    {
        var text = Before + "// adapt: allow ADAPT4002, ADAPT2313, ADAPT3001\nstrategy rag\nstrategy lora\n";
        Assert.Empty(SpecDiagnostics.Of(Edited.Of(text)));
        var dominated = Runs.Results(Runs.Of(100, new("lora", 95, 4), new("rag", 70, 12)));
        Assert.DoesNotContain(SpecDiagnostics.Of(Edited.Of(text) with { Results = dominated }), d => d.Code is "ADAPT4002" or "ADAPT2401");
        var tied = Runs.Results(Runs.Of(100, new("lora", 95, 4), new("rag", 95, 4)));
        Assert.Contains(SpecDiagnostics.Of(Edited.Of(text) with { Results = tied }), d => d.Code == "ADAPT2401");
    }

    [Fact]
    public void What_the_base_model_would_say_is_not_silenced_in_vain_before_it_is_asked()
    {
        var audited = Edited.Of(Before + "// adapt: allow ADAPT3027\nstrategy lora\n") with { Audit = [] };
        Assert.Empty(SpecDiagnostics.Of(audited));
        Assert.Equal("ADAPT2401", Assert.Single(SpecDiagnostics.Of(audited with { BaseIsAsked = true })).Code);
    }

    [Fact]
    public void Diagnostics_come_in_the_order_of_the_text() =>
        Assert.Equal(["ADAPT2213", "ADAPT2017"], Silencing.Apply(Edited.Of(""), [Diagnostic("ADAPT2017", 9), Diagnostic("ADAPT2213", 2)]).Select(d => d.Code));

    private static Diagnostic Diagnostic(string code, int start) => new(code, Severity.Hint, "", new(start, 1));
}
