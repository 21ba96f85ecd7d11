using System.Text;
using AdaptLab.Language;

namespace AdaptLab.Editing.Tests;

/// <summary>What is asked at every key press or movement must not grow with the spec. Memory taken tells that without a clock.</summary>
public sealed class LongSpecTests
{
    private const int MostBytes = 64 * 1024;

    private static readonly SpecSnapshot Snapshot = Long();

    private static readonly int Row = Snapshot.Text.IndexOf("Eval sentence 2500", StringComparison.Ordinal);

    public static TheoryData<string> Requests => [.. All.Keys];

    private static Dictionary<string, Action> All { get; } = new()
    {
        ["hover on a row"] = () => Hovers.At(Snapshot, Row),
        ["hover on a label"] = () => Hovers.At(Snapshot, Snapshot.Text.IndexOf('>', Row) + 2),
        ["completion of a label"] = () => Completions.At(Snapshot, Snapshot.Text.IndexOf('>', Row) + 2, null),
        ["completion of a property"] = () => Completions.At(Snapshot, Snapshot.Text.IndexOf("rank", StringComparison.Ordinal), null),
        ["definition"] = () => Definitions.At(Snapshot, Snapshot.Text.LastIndexOf("expert", StringComparison.Ordinal)),
        ["selection"] = () => SelectionRanges.At(Snapshot, Row),
        ["tokens of a screen"] = () => SemanticTokens.Of(Snapshot, new TextSpan(Row, 2000)),
        ["hints of a screen"] = () => InlayHints.Of(Snapshot, new TextSpan(Row, 2000)),
        ["lenses"] = () => Lenses.Of(Snapshot),
        ["links"] = () => DocumentLinks.Of(Snapshot),
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void Takes_no_memory_by_the_row(string request)
    {
        // What is made once for a spec is not counted.
        All[request]();
        var before = GC.GetAllocatedBytesForCurrentThread();
        All[request]();

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
    }

    private static SpecSnapshot Long()
    {
        var text = new StringBuilder("task t: classify { labels: { a: \"A\", b: \"B\" } }\nexamples expert {\n");
        for (var row = 0; row < 5000; row++)
            text.Append($"  \"Example sentence {row} of the set.\" => {"ab"[row % 2]}\n");
        text.Append("}\neval {\n");
        for (var row = 0; row < 5000; row++)
            text.Append($"  \"Eval sentence {row} of the set.\" => {"ab"[row % 2]}\n");
        var snapshot = Fixture.Spec(text.Append("}\nstrategy prompt\nstrategy lora { rank: 8 }\ncompare { train: [expert] }\n").ToString());
        return snapshot with { Results = Runs.Of(snapshot, new Ran("prompt", 12, 1, 2, 3), new Ran("lora", 3, 2)) };
    }
}
