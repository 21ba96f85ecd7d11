using AdaptLab.Pretraining.Reading;
using AdaptLab.Words;

namespace AdaptLab.Pretraining.Tests.Reading;

public sealed class SearchQuestionsTests
{
    private static readonly string[] Lines =
    [
        "Ines Calder (born 4 May 1931) is a Lunian painter. She lives in Port Luna.",
        "In 1984 she painted the harbour wall together with the sculptor Tomas Reidy.",
        "Port Luna (also Luna) is a town of the west coast. It has 12,000 people.",
        "He was born there.",
    ];

    private static readonly Dictionary<string, string> NoTitles = [];

    [Fact]
    public void An_article_begins_where_a_line_says_what_something_is()
    {
        var articles = Articles.Of(Lines, NoTitles);
        Assert.Equal([("Ines Calder", "painter", true, 2), ("Port Luna", "town", false, 2)], articles.Select(article => (article.Title, article.Kind, article.IsPerson, article.Lines.Count)));
    }

    [Fact]
    public void A_title_that_is_known_goes_before_what_the_sentence_says() =>
        Assert.Equal("Luna, Port of", Articles.Of(Lines, new Dictionary<string, string> { [Lines[2][..60]] = "Luna, Port of" })[1].Title);

    [Theory]
    [InlineData("Tomas Reidy", "^(who|what|name)")]
    [InlineData("1984", "when|year|date")]
    public void What_stands_in_a_sentence_is_asked_for_as_what_it_is(string answer, string asking)
    {
        var asked = Asked(sentence: 0);
        var fitting = asked.Where(one => one.Answer == answer).ToArray();
        Assert.NotEmpty(fitting);
        Assert.All(fitting, one => Assert.Matches(asking, one.Question));
        Assert.All(fitting, one => Assert.DoesNotContain(answer.ToLowerInvariant(), one.Question, StringComparison.Ordinal));
    }

    /// <summary>The sentence calls her "she", and a question cannot.</summary>
    [Fact]
    public void Most_questions_name_what_the_page_is_about()
    {
        var asked = Asked(sentence: 0);
        Assert.InRange(asked.Count(one => one.Question.Contains("calder", StringComparison.Ordinal)), asked.Length / 2, asked.Length - 1);
        Assert.All(asked, one => Assert.Contains(one.Answer, Lines[1], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("played", "play")]
    [InlineData("moved", "move")]
    [InlineData("won", "win")]
    [InlineData("carried", "carry")]
    [InlineData("harbour", "harbour")]
    public void A_question_asks_with_the_verb_itself(string said, string asked) => Assert.Equal(asked, AskedVerbs.Base(said));

    private static (string Question, string Answer)[] Asked(int sentence)
    {
        var articles = Articles.Of(Lines, NoTitles);
        var vectors = WordVectors.Of(["the", "wall", "harbour"], [1, 0, 0, 1, 1, 1]);
        var questions = new SearchQuestions(articles, new NearWords(vectors));
        return [.. Enumerable.Range(0, 400).Select(seed => questions.From(articles[0], [Lines[1]], sentence, new Random(seed))).OfType<(string Question, string Answer)>()];
    }
}
