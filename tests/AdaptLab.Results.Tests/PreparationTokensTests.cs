using AdaptLab.Results.Economics;

namespace AdaptLab.Results.Tests;

public class PreparationTokensTests
{
    private static readonly RunRecord Record = SyntheticRun.Of(40, 2, new Wanted("prompt", 0.6, 12), new Wanted("lora", 0.8, 3));

    private static RunRecord Counted(params double?[] lora) => Record with
    {
        Candidates = [.. Record.Candidates.Select(run => run with
        {
            Seeds = [.. run.Seeds.Select((seed, i) => seed with { PreparationTokens = run.Strategy == "lora" ? lora[i] : 0 })],
        })],
    };

    [Fact]
    public void What_preparing_made_the_model_read_stands_beside_what_it_took()
    {
        var comparison = Comparison.Of(Counted(11_000, 13_000));
        var costs = CostTable.Of(comparison);
        var column = costs.Columns.Select(c => c.Header).ToList().IndexOf("tokens to prepare");

        Assert.Equal("12,000", costs.Rows.Single(row => row[0] == "lora")[column]);
        Assert.Equal("0", costs.Rows.Single(row => row[0] == "prompt")[column]);
    }

    [Fact]
    public void Where_a_seed_was_not_counted_there_is_no_number_and_where_none_was_no_column()
    {
        Assert.Null(Comparison.Of(Counted(11_000, null)).Ranked.Single(candidate => candidate.Run.Strategy == "lora").PreparationTokens);
        Assert.DoesNotContain(CostTable.Of(Comparison.Of(Record)).Columns, c => c.Header == "tokens to prepare");
    }

    [Fact]
    public void The_number_survives_writing_and_reading() =>
        Assert.Equal(13_000, RunRecordJson.Read(RunRecordJson.Write(Counted(11_000, 13_000))).Record!.Candidates[1].Seeds[1].PreparationTokens);
}
