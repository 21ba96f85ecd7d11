namespace AdaptLab.Data.Tests;

public sealed class LabelSimilarityTests
{
    private static readonly (string Text, string Label)[] Rows =
    [
        ("Notice ends the term.", "termination"), ("The term ends at once.", "termination"),
        ("NOTICE extends the term!", "renewal"), ("Invoices are due in May.", "payment"),
    ];

    [Fact]
    public void The_label_that_shares_most_words_is_nearest_whichever_way_one_looks()
    {
        var similarity = LabelSimilarity.Of(Rows);
        var (label, cosine) = similarity.Nearest("termination")!.Value;
        Assert.Equal("renewal", label);
        Assert.InRange(cosine, 0.1, 0.9);
        Assert.Equal(cosine, similarity.Nearest("renewal")!.Value.Cosine, 12);
    }

    [Fact]
    public void Equal_rows_are_as_like_as_can_be()
    {
        var (_, cosine) = LabelSimilarity.Of([("The term ends.", "a"), ("the term ENDS", "b"), ("x", "c")]).Nearest("a")!.Value;
        Assert.Equal(1, cosine, 12);
    }

    [Fact]
    public void A_label_that_shares_nothing_has_no_nearest_one()
    {
        var similarity = LabelSimilarity.Of(Rows);
        Assert.Null(similarity.Nearest("payment"));
        Assert.Null(similarity.Nearest("unknown"));
        Assert.Null(LabelSimilarity.Of([]).Nearest("a"));
    }
}
