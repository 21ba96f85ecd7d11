using AdaptLab.Language.Binding;

namespace AdaptLab.Language.Tests.Binding;

public class SpecDifferenceTests
{
    private const string Spec = """
        task clauses: classify {
          instruction: "Name it."
          labels: { termination: "It ends", renewal: "It goes on" }
        }
        model base = embedded("nano")
        examples expert { "It ends." => termination, "It goes on." => renewal }
        eval from "heldout.jsonl"
        strategy prompt { shots: 8 }
        strategy lora { rank: 8 }
        compare { seeds: 3 }
        """;

    private static string[] Changes(string old, string now) =>
        [.. SpecDifference.Between(Compilation.Parse(Spec, "").Spec, Compilation.Parse(Spec.Replace(old, now, StringComparison.Ordinal), "").Spec)];

    [Theory]
    [InlineData("rank: 8", "rank: 16", "lora: rank 8 before, 16 after")]
    [InlineData("strategy lora { rank: 8 }", "strategy head", "strategy added: head|strategy gone: lora")]
    [InlineData("\"It ends.\" => termination", "\"It ends.\" => renewal, \"It stops.\" => termination", "examples expert: 1 row added, 1 row answered otherwise")]
    [InlineData("heldout.jsonl", "other.jsonl", "eval: from heldout.jsonl before, other.jsonl after")]
    [InlineData("Name it.", "Say what it is.", "the instruction")]
    [InlineData("\"It goes on\" }", "\"It continues\" }", "the description of label renewal")]
    [InlineData("seeds: 3", "seeds: 5, margin: 2%", "seeds 3 before, 5 after|margin none before, 0.02 after")]
    [InlineData("seeds: 3", "seeds: 3, curveOf: lora", "curve none before, true after|curveOf none before, [lora] after")]
    public void What_changed_is_told_by_its_meaning(string old, string now, string expected) => Assert.Equal(expected.Split('|'), Changes(old, now));

    [Theory]
    [InlineData("rank: 8", "rank: 8 /* as ever */")]
    [InlineData("strategy lora { rank: 8 }", "strategy lora")]
    [InlineData("model base = embedded(\"nano\")\n", "\n\nmodel base = embedded(\"nano\")\n// a comment\n")]
    public void Layout_comments_and_defaults_that_are_spelt_out_are_no_change(string old, string now) => Assert.Empty(Changes(old, now));
}
