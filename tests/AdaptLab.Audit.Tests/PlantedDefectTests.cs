using System.Collections.Immutable;
using AdaptLab.Audit.Tests.Planting;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Audit.Tests;

/// <summary>Every check on defects that were planted among right rows, and on right rows alone.</summary>
public sealed class PlantedDefectTests
{
    private const int PerLabel = 8, Planted = 24;

    private static readonly Lazy<Task<ImmutableArray<Pool>>> Pools = new(Pool.SamplesAsync);

    [Theory]
    [InlineData("ADAPT3001", 0.95, 0.95)]
    [InlineData("ADAPT3002", 0.8, 0.6)]
    [InlineData("ADAPT3003", 0.95, 0.95)]
    [InlineData("ADAPT3004", 0.8, 0.7)]
    [InlineData("ADAPT3005", 0.9, 0.4)]
    [InlineData("ADAPT3016", 0.95, 0.9)]
    [InlineData("ADAPT3019", 0.95, 0.6)]
    [InlineData("ADAPT3021", 0.85, 0.6)]
    [InlineData("ADAPT3022", 0.95, 0.6)]
    [InlineData("ADAPT3025", 0.95, 0.95)]
    [InlineData("ADAPT3027", 0.95, 0.4)]
    public async Task A_row_that_was_made_wrong_is_found(string code, double precision, double recall)
    {
        var score = await Score.OfAsync(Plants.All.Single(plant => plant.Code == code), await Pools.Value, PerLabel, Planted);

        Assert.True(score.Precision >= precision, $"precision {score.Precision}: {score}");
        Assert.True(score.Recall >= recall, $"recall {score.Recall}: {score}");
    }

    [Theory]
    [InlineData("ADAPT3006")]
    [InlineData("ADAPT3007")]
    [InlineData("ADAPT3008")]
    [InlineData("ADAPT3009")]
    public async Task A_set_that_was_made_wrong_is_always_found(string code)
    {
        var score = await Score.OfAsync(Plants.All.Single(plant => plant.Code == code), await Pools.Value, PerLabel, Planted);

        Assert.Equal((1, 0), (score.Recall, score.CleanFalse));
    }

    [Fact]
    public async Task Kinds_of_which_there_is_no_example_are_often_found_and_never_where_there_are_none()
    {
        var score = await Score.OfAsync(Plants.All.Single(plant => plant.Code == "ADAPT3020"), await Pools.Value, PerLabel, Planted);

        Assert.Equal(0, score.CleanFalse);
        Assert.True(score.Recall > 0.3, $"{score}");
    }

    [Fact]
    public async Task Values_that_begin_now_with_a_little_word_and_now_behind_it_are_found_and_never_where_all_begin_alike()
    {
        var score = await Score.OfAsync(Plants.All.Single(plant => plant.Code == "ADAPT3026"), await Pools.Value, PerLabel, Planted);

        Assert.Equal(0, score.CleanFalse);
        Assert.True(score.Recall > 0.7, $"{score}");
    }

    [Fact]
    public async Task Labels_without_a_boundary_case_are_sometimes_found_and_never_where_examples_were_drawn_as_eval_was()
    {
        var score = await Score.OfAsync(Plants.All.Single(plant => plant.Code == "ADAPT3024"), await Pools.Value, 4, Planted);

        Assert.Equal(0, score.CleanFalse);
        Assert.True(score.Recall > 0.1, $"{score}");
    }

    [Fact]
    public async Task A_label_that_has_rows_of_two_others_is_sometimes_found_and_hardly_ever_where_none_has()
    {
        var score = await Score.OfAsync(Plants.All.Single(plant => plant.Code == "ADAPT3023"), await Pools.Value, 16, 18);

        Assert.True(score.Recall > 0 && score.CleanFalse <= 2, $"{score}");
    }

    [Fact]
    public async Task Right_labels_are_hardly_ever_suspected()
    {
        var score = await Score.OfAsync(Plants.All.Single(plant => plant.Code == "ADAPT3013"), [.. await Pools.Value, await Pool.EasyAsync()], PerLabel, 60);

        Assert.True(score.CleanFalse <= score.CleanTrials / 4, $"{score}");
    }

    [Fact]
    public async Task Of_labels_that_words_tell_apart_a_wrong_one_is_suspected()
    {
        var score = await Score.OfAsync(Plants.All.Single(plant => plant.Code == "ADAPT3013"), [await Pool.EasyAsync()], PerLabel, 24);

        Assert.True(score is { Precision: > 0.3, Recall: > 0.1 }, $"{score}");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public async Task Right_rows_yield_no_warning(int perLabel)
    {
        var pools = await Pools.Value;
        for (var seed = 0; seed < 6; seed++)
        {
            var context = await new Trial(pools[seed % pools.Length], perLabel, seed).ContextAsync();
            Assert.Empty(ExampleChecks.All.Where(check => check.Rule.Severity == Severity.Warning).SelectMany(check => check.Find(context)).Select(finding => finding.Diagnostic.Message));
        }
    }

    [Fact]
    public void There_is_a_plant_for_each_check() =>
        Assert.Equal(ExampleAudit.Rules.Select(rule => rule.Code), Plants.All.Select(plant => plant.Code));
}
