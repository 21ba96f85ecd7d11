using AdaptLab.Models.Rows;

namespace AdaptLab.Models.Tests.Rows;

public sealed class PromptRowsTests
{
    [Fact]
    public void A_prompt_is_taken_apart()
    {
        var read = PromptRows.Read("Name it.\n- weather: rain and sun\n- music\n\nSome passage.\nwill it rain => weather\nplay a song => music\nis it cold =>")!;
        Assert.Equal([new("weather: rain and sun", "weather"), new("music", "music")], read.Announced.AsEnumerable());
        Assert.Equal([new("will it rain", "weather"), new("play a song", "music")], read.Rows.AsEnumerable());
        Assert.Equal("is it cold", read.Query);
    }

    [Theory]
    [InlineData("")]
    [InlineData("will it rain => weather\n")]
    [InlineData("Tell me a story.")]
    public void What_asks_nothing_is_no_prompt_of_rows(string text) => Assert.Null(PromptRows.Read(text));

    [Fact]
    public void A_text_may_hold_an_arrow_itself() =>
        Assert.Equal([new("f => g", "function")], PromptRows.Read("f => g => function\na => b =>")!.Rows.AsEnumerable());

    [Fact]
    public void A_name_may_hold_a_colon_where_rows_answer_with_it() =>
        Assert.Equal(
            [new("bug: ui: how it looks", "bug: ui"), new("bug: speed", "bug: speed"), new("other: the rest", "other")],
            PromptRows.Read("- bug: ui: how it looks\n- bug: speed\n- other: the rest\n\ntoo grey => bug: ui\ntoo slow => bug: speed\nwhy =>")!.Announced.AsEnumerable());

    [Fact]
    public void A_list_in_a_passage_announces_no_labels() =>
        Assert.Equal("yes", Assert.Single(PromptRows.Read("- yes\n\n- milk\n- eggs\nis there milk =>")!.Announced).Answer);

    [Fact]
    public void A_row_may_begin_as_a_label_does() =>
        Assert.Equal([new("- milk", "food")], PromptRows.Read("- milk => food\n- eggs =>")!.Rows.AsEnumerable());
}
