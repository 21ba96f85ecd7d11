using System.Text;
using AdaptLab.Language;

namespace AdaptLab.Data.Tests;

/// <summary>An editor reads a spec at every key. Memory taken tells what that costs without a clock.</summary>
public sealed class LongSpecTests
{
    private const int Rows = 5000;
    private const int MostBytesARow = 128;

    [Fact]
    public async Task Rows_of_a_spec_are_made_ready_for_a_run_only_once_somebody_asks()
    {
        var text = new StringBuilder("task t: classify { labels: { a: \"A\", b: \"B\" } }\nexamples expert {\n");
        for (var row = 0; row < Rows; row++)
            text.Append($"  \"Example sentence {row} of the set.\" => {"ab"[row % 2]}\n");
        var spec = Compilation.Parse(text.Append("}\neval {\n  \"example sentence 7 of the SET\" => b\n}\nstrategy prompt\n").ToString());
        Assert.Empty(spec.Diagnostics);
        var path = Path.Combine(Path.GetTempPath(), "long.adapt");
        await SpecData.ReadAsync(spec, path, default);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var reading = SpecData.ReadAsync(spec, path, default);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(reading.IsCompletedSuccessfully);
        Assert.InRange(taken, 0, Rows * MostBytesARow);

        var found = await reading;
        var leaked = Assert.Single(found.Diagnostics).Message;
        Assert.Contains("long.adapt:10", leaked, StringComparison.Ordinal);
        Assert.Contains($"long.adapt:{Rows + 5}", leaked, StringComparison.Ordinal);
        Assert.Equal(Rows - 1, found.Data!.Examples["expert"].Length);
        Assert.Equal("long.adapt:3", found.Data.Examples["expert"][0].Source);
    }
}
