using AdaptLab.Data;
using AdaptLab.Language.Binding;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Evaluation;
using AdaptLab.Pretraining.Reading;

namespace AdaptLab.Pretraining.Tests.Evaluation;

public sealed class EvaluationTests
{
    private static readonly EvaluationOptions Options = new("", [2, 4], 3, 1, 12, 1, []);

    [Fact]
    public void With_more_examples_the_eval_rows_stay_the_same_and_the_first_examples_too()
    {
        var task = TinyCorpus.Tasks.Labelled[0];
        var (few, many) = (TaskDraw.Of(task, Options, 2, 4, 5), TaskDraw.Of(task, Options, 4, 4, 5));
        Assert.Equal(few.Rows.AsEnumerable(), many.Rows.AsEnumerable());
        Assert.Equal((3, 6, 12), (few.Labels.Length, few.Examples.Length, many.Examples.Length));
        Assert.Subset(many.Examples.ToHashSet(), few.Examples.ToHashSet());
    }

    [Fact]
    public void No_eval_row_is_an_example()
    {
        var draw = TaskDraw.Of(TinyCorpus.Tasks.Labelled[0], Options, 4, 4, 2);
        Assert.Empty(draw.Rows.Select(row => row.Text).Intersect(draw.Examples.Select(example => example.Text), StringComparer.Ordinal));
    }

    [Fact]
    public void Letters_take_the_place_of_names_and_change_neither_examples_nor_rows()
    {
        var task = TinyCorpus.Tasks.Labelled[0];
        TaskDraw Draw(LabelNames names) => TaskDraw.Of(task, Options with { Names = names }, 4, 4, 2);
        var (own, letters, described) = (Draw(LabelNames.Own), Draw(LabelNames.Letters), Draw(LabelNames.Described));
        Assert.Equal(["A", "B", "C"], letters.Labels.Select(label => label.Name));
        Assert.All(letters.Labels, label => Assert.Null(label.Description));
        Assert.Equal(own.Labels.Select(label => label.Name), described.Labels.Select(label => label.Description));
        Assert.Equal(own.Examples.AsEnumerable(), letters.Examples.AsEnumerable());
        Assert.Equal(own.Rows.AsEnumerable(), described.Rows.AsEnumerable());
    }

    [Fact]
    public void Words_alone_solve_a_task_that_turns_on_a_word()
    {
        Assert.Equal(1, WordModels.Accuracies(TaskDraw.Of(TinyCorpus.Tasks.Labelled[1], Options, 4, 4, 3)).Regression);
    }

    [Fact]
    public void The_nearest_example_by_words_gives_its_label()
    {
        TrainingRow Row(string text, int label) => new(text, label, "rows");
        var draw = new TaskDraw(
            1, [new LabelSpec("fish", null, default), new LabelSpec("fowl", null, default)],
            [Row("the trout swims upstream", 0), Row("the heron wades upstream", 1)],
            [Row("a trout swims", 0), Row("herons wade", 1), Row("the trout swims home", 1)]);
        Assert.Equal(2.0 / 3, WordModels.Accuracies(draw).Nearest, 9);
    }

    [Fact]
    public void Orders_of_the_same_shots_are_told_apart_by_what_they_change()
    {
        var draw = new TaskDraw(1, [new LabelSpec("fish", null, default), new LabelSpec("fowl", null, default)], [], [new("trout", 0, "rows"), new("carp", 0, "rows")]);
        var score = OrderEvaluation.Of("animals", draw, [[0, 0], [0, 1], [0, 0]]);
        Assert.Equal(2.5 / 3, score.Mean, 9);
        Assert.Equal(Math.Sqrt(1.0 / 12), score.Spread, 9);
        Assert.Equal(1.0 / 3, score.Changed, 9);
    }

    [Fact]
    public void A_field_is_what_a_task_asks_for_most_often_where_that_has_one_value_or_none()
    {
        var task = new QuestionTask("stock", [
            ("12 hoses, please.", "What is the unit price in the text?", "none"), ("3 pumps at 5.", "What is the unit price in the text?", "5"), ("A pump.", "What is the item in the text?", "pump"),
            ("2 at 4, 3 at 6.", "What is the unit price in the text?", "4; 6"), ("3 pumps at 5.", "Why?", "none"),
        ]);
        var (field, rows) = FieldEvaluation.Of(task)!.Value;
        Assert.Equal("unit-price", field);
        Assert.Equal([("12 hoses, please.", null), ("3 pumps at 5.", "5")], rows.Select(row => (row.Text, row.Values!.Value[0])));
        Assert.Null(FieldEvaluation.Of(new QuestionTask("why", [("3 pumps.", "Why?", "none")])));
    }

    [Theory]
    [InlineData("The Plimsoll Line", "plimsoll line", 1)]
    [InlineData("the red line", "red", 2.0 / 3)]
    [InlineData("", "red", 0)]
    [InlineData("", "", 1)]
    [InlineData("red red", "red", 2.0 / 3)]
    public void Token_F1_is_SQuADs(string given, string wanted, double expected) => Assert.Equal(expected, AnswerWords.TokenF1(given, wanted), 6);
}
