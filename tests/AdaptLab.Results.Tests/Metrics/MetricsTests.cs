using System.Collections.Immutable;
using AdaptLab.Results.Metrics;
using AdaptLab.Results.Statistics;

namespace AdaptLab.Results.Tests.Metrics;

public class MetricsTests
{
    private static readonly ImmutableArray<int> Gold = [0, 0, 0, 1, 1, 2];

    [Fact]
    public void Macro_F1_is_the_mean_of_the_labels_F1()
    {
        // F1: 2·2/(3+3), 2·1/(2+2), 2·1/(1+1) is 2/3, 1/2, 1.
        Assert.Equal((2.0 / 3 + 0.5 + 1) / 3, MacroF1.Of(Gold, [0, 0, 1, 1, 0, 2], 3), 1e-12);
    }

    [Fact]
    public void A_faultless_candidate_has_macro_F1_one_though_a_declared_label_never_occurs()
    {
        Assert.Equal(1, MacroF1.Of(Gold, Gold, 5), 1e-12);
    }

    [Fact]
    public void Answering_a_label_that_never_occurs_costs_the_true_labels_recall_and_no_more()
    {
        // Label 2 is lost to label 3: F1 is 1, 1, 0 over the three labels that occur.
        Assert.Equal(2.0 / 3, MacroF1.Of(Gold, [0, 0, 0, 1, 1, 3], 4), 1e-12);
    }

    [Fact]
    public void Confusion_matrix_adds_up_over_seeds()
    {
        var matrix = ConfusionMatrix.Of(Gold, [[0, 0, 1, 1, 0, 2], [0, 0, 1, 1, 1, 0]], 4);

        Assert.Equal(4, matrix[0, 0]);
        Assert.Equal(2, matrix[0, 1]);
        Assert.Equal(1, matrix[2, 0]);
        Assert.Equal(6, matrix.Gold(0));
        Assert.Equal(6, matrix.Answered(0));
        Assert.Equal(new Confusion(0, 1, 1, 3), matrix.Confusions().First());
        Assert.DoesNotContain(matrix.Confusions(), confusion => confusion.Gold == confusion.Answer);
    }

    [Fact]
    public void Scores_of_a_label_are_absent_where_nothing_can_be_measured()
    {
        var matrix = ConfusionMatrix.Of(Gold, [[0, 0, 1, 1, 0, 0]], 4);

        Assert.Equal(new LabelScores(0, 3, 0.5, 2.0 / 3, 4.0 / 7), matrix.Scores(0));
        Assert.Equal(new LabelScores(2, 1, null, 0, 0), matrix.Scores(2));
        Assert.Equal(new LabelScores(3, 0, null, null, null), matrix.Scores(3));
    }

    [Fact]
    public void The_bootstrap_is_paired_and_repeatable()
    {
        var sampling = Sampling.Independent(Gold.Length);
        ImmutableArray<int> answers = [0, 0, 1, 1, 0, 2];

        var resampled = Bootstrap.Of(sampling, times => MacroF1.Of(Gold, answers, 3, times));

        Assert.Equal(resampled.ToArray(), Bootstrap.Of(sampling, times => MacroF1.Of(Gold, answers, 3, times)));
        var interval = Interval.Bootstrap([0.722], resampled, sampling);
        Assert.True(interval.Low < 0.722 && interval.High > 0.722);
    }

    [Fact]
    public void Rows_of_a_group_are_drawn_together()
    {
        var sampling = Sampling.Of([.. new[] { "a", "a", null, "b", "a", "b" }.Select((group, row) => new EvalRowInfo($"r{row}", "", 0, "", group))]);

        Assert.Equal([0, 0, 1, 2, 0, 2], sampling.Clusters.ToArray());
        Assert.All(Bootstrap.Draws(sampling, 50), times =>
        {
            Assert.True(times[0] == times[1] && times[1] == times[4] && times[3] == times[5]);
            Assert.Equal(3, times[0] + times[2] + times[3]);
        });
    }
}
