using AdaptLab.Data;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Experiments.Strategies.Extracting;
using AdaptLab.Language;
using AdaptLab.Reading;

namespace AdaptLab.Experiments.Tests.Strategies.Extracting;

public sealed class ExtractingTests
{
    private const string Handbook = """
        # Hours

        The pump house opens at 7:15. On Sundays it stays shut.

        Greta Holm keeps the spare key; ask her in the morning. A lost badge costs 12 crowns.
        """;

    [Fact]
    public void A_passage_falls_into_sentences_and_words_without_their_marks()
    {
        var passage = PassageText.Of(Handbook);
        Assert.Equal(
            ["Hours", "The pump house opens at 7:15", "On Sundays it stays shut", "Greta Holm keeps the spare key", "ask her in the morning", "A lost badge costs 12 crowns"],
            passage.Sentences.Select(sentence => Handbook[sentence[0].Start..sentence[^1].End]));
        var names = passage.Sentences[3];
        Assert.Equal([false, true, false, false, false, false], names.Select(word => word.IsCapital));
        Assert.True(names[0].OpensPart && names[^1].ClosesPart);
        Assert.True(passage.Sentences[1][^1].IsNumber);
    }

    [Theory]
    [InlineData("Which week is closed?", "which", "week", "week")]
    [InlineData("How many days of leave are there?", "how", "many", "day")]
    [InlineData("Who keeps the key?", "who", "keeps", "")]
    [InlineData("Name the key's keeper.", "", "", "")]
    public void A_question_says_what_it_asks_with_and_for(string text, string asking, string after, string named)
    {
        var question = QuestionText.Of(text);
        Assert.Equal((asking, after), (question.Asking, question.After));
        Assert.Equal(named.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), question.Named.Order());
    }

    [Fact]
    public void Answers_to_questions_asked_alike_tell_how_an_answer_looks()
    {
        (QuestionText, AnswerShape)[] examples =
        [
            (QuestionText.Of("Who has the boat key?"), AnswerShape.Of("Tom Reed")), (QuestionText.Of("Who runs the crane?"), AnswerShape.Of("Ada Voss")),
            (QuestionText.Of("How many boats are there?"), AnswerShape.Of("48")), (QuestionText.Of("How many cranes are there?"), AnswerShape.Of("three")),
        ];
        var (name, number) = (AnswerShape.Of("Greta Holm"), AnswerShape.Of("nine"));
        var who = new ExpectedShape(QuestionText.Of("Who keeps the spare key?"), examples);
        var many = new ExpectedShape(QuestionText.Of("How many keys are there?"), examples);
        Assert.True(who.Fit(name).Name > who.Fit(number).Name && who.Fit(name).Quantity > who.Fit(number).Quantity);
        Assert.True(many.Fit(number).Quantity > many.Fit(name).Quantity && many.Fit(number).Length > many.Fit(name).Length);
    }

    [Fact]
    public void Where_nothing_else_tells_two_spans_apart_the_trained_reader_does()
    {
        var passage = PassageText.Of("Greta Holm met Karin Voss.");
        var question = QuestionText.Of("Who was it?");
        var features = new SpanFeatures(
            question, new ExpectedShape(question, []), new TermWeights([]), _ => 0, span => span.First == 3 ? Math.Log(0.8) : Math.Log(0.001));
        Span[] names = [new(passage, 0, 0, 0, 2), new(passage, 0, 0, 3, 2)];
        Assert.Equal("Karin Voss", names.MaxBy(span => new SpanRanking(SpanFeatures.UsualWeights).Score(features.Of(span)))!.Text);
    }

    [Fact]
    public void A_ranking_learns_from_what_was_right()
    {
        // Only the last trait tells right from wrong; to begin with it counts less than the first.
        double[] Span(double said, double last) => [said, .. Enumerable.Repeat(0.0, SpanFeatures.Count - 2), last];
        var questions = Enumerable.Range(0, 20).Select(_ => ((double[][])[Span(1, 0), Span(0, 1)], (bool[])[false, true])).ToArray();
        var (usual, fitted) = (new SpanRanking(SpanFeatures.UsualWeights), SpanRanking.Fit(SpanFeatures.UsualWeights, questions, default));
        Assert.True(usual.Score(Span(1, 0)) > usual.Score(Span(0, 1)));
        Assert.True(fitted.Score(Span(0, 1)) > fitted.Score(Span(1, 0)));
        Assert.Equal(usual.Weights, SpanRanking.Fit(SpanFeatures.UsualWeights, [], default).Weights);
    }
}

/// <summary>With nano, which looks up.</summary>
[Collection(nameof(NanoFixture))]
public sealed class ExtractingPredictorTests(NanoFixture nano)
{
    private const string Spec = """
        task house: answer { instruction: "Answer the question from the text." }
        examples asked {
          "When does the pump house open?" => "7:15"
          "Who keeps the spare key?"       => "Greta Holm"
          "What does a lost badge cost?"   => "12 crowns"
          "Who drives the bus?"            => "none"
        }
        documents book from "book/*.md"
        eval { "When does the shop open?" => "9:40" }
        strategy rag { retrieve: 2, from: [book], answers: ANSWERS }
        """;

    private static readonly string[] Pages =
    [
        "The pump house opens at 7:15.\n\nOn Sundays it stays shut.", "Greta Holm keeps the spare key.\n\nAsk her in the morning.", "A lost badge costs 12 crowns.", "The shop opens at 9:40 and sells rope.",
        "Olaf Brandt repairs the radios.",
    ];

    [Theory]
    [InlineData("When does the shop open?", "9:40")]
    [InlineData("Who repairs the radios?", "Olaf Brandt")]
    public async Task Answers_are_words_of_what_was_looked_up(string question, string answer)
    {
        using var predictor = await PrepareAsync("auto");
        var result = await predictor.PredictAsync(question, default);
        Assert.Equal([answer], result.Prediction.Written!.Values!.Value.AsEnumerable());
        Assert.InRange(result.Prediction.Written.Probability!.Value, 0, 1);
        Assert.Equal(2, result.Citations.Length);
        Assert.Equal("index 0 examples, 5 chunks, answers extracted, ranking fitted to 3 examples", predictor.Detail);
    }

    [Fact]
    public async Task Whoever_wants_the_model_to_write_says_so()
    {
        using var predictor = await PrepareAsync("generated");
        Assert.EndsWith(", answers copied", predictor.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Who keeps the spare key?", "Greta Holm")]
    [InlineData("Which singer won the lottery in Brazil?", null)]
    public async Task Without_an_example_the_trained_reader_answers_or_says_that_nothing_tells(string question, string? answer)
    {
        using var predictor = await PrepareAsync("auto", examples: 0);
        Assert.Equal([answer], (await predictor.PredictAsync(question, default)).Prediction.Written!.Values!.Value.AsEnumerable());
    }

    private Task<IPredictor> PrepareAsync(string answers, int examples = int.MaxValue)
    {
        var spec = Compilation.Parse(Spec.Replace("ANSWERS", answers, StringComparison.Ordinal)).Spec;
        var context = new StrategyContext(
            spec.Task, [], [.. spec.Examples[0].Rows.Take(examples).Select((row, place) => new TrainingRow(row.Text, -1, $"spec.adapt:{place}") { Values = [Results.WrittenAnswer.ValueOf(row.Answer)] })],
            [.. Pages.Select((text, page) => new DocumentText($"book/{page}.md", text, 60, 0))], spec.Strategies[0], new RunSeed(1)) { SearchesExamples = false };
        return new RagStrategy(nano.Session).PrepareAsync(context, null, default);
    }
}
