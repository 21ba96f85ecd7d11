using System.Collections.Immutable;
using AdaptLab.Experiments.Prompting;

namespace AdaptLab.Experiments.Tests.Prompting;

public sealed class FieldLineTests
{
    private static readonly ImmutableArray<string> Names = ["party", "date", "place of business"];

    [Fact]
    public void Fields_stand_on_one_line_in_the_order_of_the_task()
    {
        Assert.Equal(
            "party: Acme Ltd; place of business: Bath",
            FieldLine.Write([("party", " Acme\nLtd "), ("date", null), ("place of business", "Bath")]));
        Assert.Equal("none", FieldLine.Write([("party", null), ("date", "  ")]));
    }

    [Theory]
    [InlineData("party: Acme Ltd; date: 1 May", "Acme Ltd", "1 May", null)]
    [InlineData(" date: 1 May ;party: Acme: Sons ", "Acme: Sons", "1 May", null)]
    [InlineData("place of business: Bath", null, null, "Bath")]
    [InlineData("None", null, null, null)]
    public void What_was_written_is_read_back(string line, params string?[] values) => Assert.Equal(values, FieldLine.Read(line, Names)!.Value);

    [Theory]
    [InlineData("")]
    [InlineData("Acme Ltd")]
    [InlineData("party:")]
    [InlineData("party: Acme; party: Beta")]
    [InlineData("party: Acme; owner: Beta")]
    [InlineData("party: Acme;")]
    [InlineData("none; party: Acme")]
    public void A_line_of_another_form_has_no_values(string line) => Assert.Null(FieldLine.Read(line, Names));

    [Fact]
    public void A_value_cannot_end_itself_or_begin_another_field()
    {
        var line = FieldLine.Write([("party", "Acme; date: never"), ("date", "1 May")]);
        Assert.Equal((string?[])["Acme, date: never", "1 May", null], FieldLine.Read(line, Names)!.Value);
    }
}
