using System.Collections.Immutable;
using AdaptLab.Remote.Answers;

namespace AdaptLab.Remote.Tests;

public sealed class LabelDistributionTests
{
    [Fact]
    public void An_alternative_later_on_is_worth_the_way_there()
    {
        // "re" is common to both; only the second token tells them apart.
        var found = Of(["renewal", "refund"], ("re", 0.8, [("x", 0.2)]), ("newal", 0.75, [("fund", 0.25)]));
        Assert.Equal([0.75, 0.25], Rounded(found));
    }

    [Fact]
    public void Labels_that_one_alternative_begins_share_it()
    {
        var found = Of(["other", "renewal", "refund"], ("other", 0.5, [("re", 0.5)]));
        Assert.Equal([0.5, 0.25, 0.25], Rounded(found));
    }

    [Fact]
    public void A_label_that_begins_another_is_told_from_it_by_where_the_answer_ends()
    {
        Assert.Equal([1, 0], Rounded(Of(["how", "how to"], ("how", 1, []))));
        Assert.Equal([0.1, 0.9], Rounded(Of(["how", "how to"], ("how", 1, []), (" to", 0.9, [(".", 0.1)]))));
    }

    [Fact]
    public void A_label_wins_over_a_likelier_text_that_is_none()
    {
        var found = Of(["a", "b"], ("Sure", 0.6, [("b", 0.3), ("a", 0.1)]), (" thing", 1, []));
        Assert.Equal([0.25, 0.75], Rounded(found));
    }

    [Fact]
    public void White_space_and_quotes_before_a_label_are_not_a_part_of_it() =>
        Assert.Equal([0, 1], Rounded(Of(["a", "b"], ("\n", 1, []), ("\"b", 1, []))));

    [Fact]
    public void Nothing_that_is_a_label_is_nothing() =>
        Assert.Null(Of(["a", "b"], ("Sure", 0.9, [("Well", 0.1)])));

    private static ImmutableArray<float>? Of(ImmutableArray<string> labels, params (string Text, double P, (string Text, double P)[] Others)[] tokens) =>
        LabelDistribution.Of(labels, tokens.Select(token =>
            new ScoredToken(token.Text, Math.Log(token.P), [.. token.Others.Select(other => (other.Text, Math.Log(other.P)))])));

    private static double[] Rounded(ImmutableArray<float>? found) => [.. found!.Value.Select(value => Math.Round(value, 5))];
}
