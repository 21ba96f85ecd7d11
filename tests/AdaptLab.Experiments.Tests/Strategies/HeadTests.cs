using AdaptLab.Data;

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
}
