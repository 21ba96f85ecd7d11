using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Strategies.Extracting;
using AdaptLab.Language.Binding;
using AdaptLab.Reading;

namespace AdaptLab.Experiments.Tests.Strategies.Extracting;

public sealed class FieldExtractionTests
{
    private static readonly ImmutableArray<TrainingRow> Orders =
    [
        Row("Please send 12 hydraulic hoses to the Northfield depot by Monday.", "hydraulic hoses", "12", "the Northfield depot"),
        Row("We need 40 litres of floor paint.", "floor paint", "40 litres", null),
        Row("Send 3 label printers to Leeds.", "label printers", "3", "Leeds"),
        Row("The brass fittings should go to the Mill Lane site.", "brass fittings", null, "the Mill Lane site"),
        Row("We need 25 boxes of nitrile gloves.", "nitrile gloves", "25 boxes", null),
        Row("Please send 6 step ladders to Gate 4 by Friday.", "step ladders", "6", "Gate 4"),
    ];

    private readonly FieldExtraction _extraction = new([Field("item"), Field("quantity"), Field("place")], Reader.Shipped);

    [Theory]
    [InlineData("Please send 18 safety helmets to Dublin by Tuesday.", "safety helmets", "18", "Dublin")]
    [InlineData("We need 7 litres of engine oil.", "engine oil", "7 litres", null)]
    public void Values_are_found_by_how_those_of_the_examples_look_and_stand(string text, string? item, string? quantity, string? place)
    {
        var (ranking, fitted) = Fitted();
        Assert.Equal(18, fitted);
        var (values, probability) = FieldExtraction.Best(_extraction.Of(text, Orders), ranking);
        Assert.Equal([item, quantity, place], values.AsEnumerable());
        Assert.InRange(probability, 0, 1);
    }

    [Fact]
    public void A_word_belongs_to_one_field()
    {
        // Each of two fields of one name would take the same words.
        var twice = new FieldExtraction([Field("place"), Field("place")], Reader.Shipped);
        ImmutableArray<TrainingRow> examples = [.. Orders.Select(row => row with { Values = [row.Values!.Value[2], row.Values.Value[2]] })];
        var ranking = twice.Fit(examples.Select(row => (row, examples.Remove(row))), default).Ranking;
        var (values, _) = FieldExtraction.Best(twice.Of("Please send 3 pumps to Dublin by Tuesday.", examples), ranking);
        Assert.Single(values, value => value == "Dublin");
    }

    [Fact]
    public void A_value_that_is_not_in_its_text_teaches_nothing()
    {
        var reworded = Orders[0] with { Values = ["some hoses", "a dozen", "up north"] };
        Assert.Equal(0, _extraction.Fit([(reworded, Orders)], default).Values);
    }

    [Fact]
    public void A_text_without_words_gives_nothing()
    {
        var (values, _) = FieldExtraction.Best(_extraction.Of(" … ", Orders), Fitted().Ranking);
        Assert.All(values, Assert.Null);
    }

    private (SpanRanking Ranking, int Values) Fitted() => _extraction.Fit(Orders.Select(row => (row, Orders.Remove(row))), default);

    private static LabelSpec Field(string name) => new(name, null, default);

    private static TrainingRow Row(string text, params string?[] values) => new(text, -1, "rows") { Values = [.. values] };
}
