using AdaptLab.Data;
using AdaptLab.Experiments.Strategies.Head;

namespace AdaptLab.Experiments.Tests.Strategies;

[Collection(nameof(NanoFixture))]
public sealed class HeadTests(NanoFixture nano)
{
    [Theory]
    [InlineData("states", "states", "words")]
    [InlineData("words", "words", "states")]
    public async Task It_sees_what_the_spec_says(string features, string seen, string unseen)
    {
        using var predictor = await nano.PrepareAsync($"strategy head {{ features: {features} }}");
        Assert.Contains(seen, predictor.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(unseen, predictor.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_words_alone_texts_of_unknown_words_are_all_answered_alike()
    {
        using var predictor = await nano.PrepareAsync("strategy head { features: words }");
        var answers = new[] { "щыъ", "жж ёэ" }.Select(async text => (await predictor.PredictAsync(text, default)).Prediction.Probabilities);
        var (first, second) = (await answers.First(), await answers.Last());
        Assert.Equal(first.AsEnumerable(), second.AsEnumerable());
    }

    /// <summary>Words that stand in no example, nor in a label's name.</summary>
    [Fact]
    public async Task What_a_word_means_counts_where_it_was_never_seen()
    {
        using var predictor = await nano.PrepareAsync("strategy head { features: words }");
        async Task<float> CookingAsync(string text) => (await predictor.PredictAsync(text, default)).Prediction.Probabilities[2];
        Assert.True(await CookingAsync("garlic casserole recipe") > await CookingAsync("umpire at stadium") + 0.1);
    }

    /// <summary>Made up, so that no word vector knows them.</summary>
    [Fact]
    public async Task A_form_of_an_unknown_word_is_known_by_its_pieces()
    {
        string[] words = ["blorvex", "quindlor", "sprathmi"];
        var examples = words.SelectMany((word, label) => Enumerable.Range(0, 4).Select(i => new TrainingRow($"{word} {new string('x', i + 1)}", label, $"made:{label}.{i}")));
        using var predictor = await nano.PrepareAsync("strategy head { features: words }", examples: [.. examples]);
        foreach (var (word, label) in words.Select((word, label) => (word, label)))
            Assert.Equal(label, (await predictor.PredictAsync($"{word}able", default)).Prediction.Label);
    }

    [Fact]
    public async Task A_heavier_penalty_makes_it_less_sure()
    {
        Assert.True(await SureAsync("strategy head { regularization: 10 }") < await SureAsync("strategy head { regularization: 0.01 }"));

        async Task<double> SureAsync(string strategy)
        {
            using var predictor = await nano.PrepareAsync(strategy);
            return (await predictor.PredictAsync(Topics.Requests[0].Text, default)).Prediction.Probabilities.Max();
        }
    }

    /// <summary>Of examples whose words nobody knows nothing is learned about opinions; what labels are called may tell.</summary>
    [Theory]
    [InlineData("positive", "negative", true)]
    [InlineData("group_1", "group_2", false)]
    public async Task What_labels_are_called_counts(string one, string other, bool known)
    {
        var context = Topics.Context("strategy head { features: words }", examples: [new("blorvex", 0, "made:0"), new("sprathmi", 1, "made:1")]);
        context = context with { Labels = [.. context.Labels.Take(2).Zip([one, other], (label, name) => label with { Name = name, Description = null })] };
        using var predictor = await new HeadStrategy(nano.Session).PrepareAsync(context, null, default);
        async Task<float> OneAsync(string text) => (await predictor.PredictAsync(text, default)).Prediction.Probabilities[0];
        var (praised, blamed) = (await OneAsync("a charming and wonderful film"), await OneAsync("a dull and badly written film"));
        Assert.True(known == (praised > blamed + 0.1f), $"{praised} and {blamed}");
    }
}
