using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Editing.Tests;

public sealed class MovedDiagnosticsTests
{
    private const string Before = "one two three four";

    /// <summary>A diagnostic of "two" that names "four" and would remove itself.</summary>
    private static readonly Diagnostic OfTwo = new("ADAPT3001", Severity.Warning, "Twice.", Span(Before, "two"))
    {
        Related = [new RelatedPlace("the other", Span(Before, "four"))],
        Fix = Fix.Replace("Remove it", Span(Before, "two "), ""),
        Choices = [Fix.Replace("Remove the other", Span(Before, "four"), "")],
    };

    [Theory]
    [InlineData("zero one two three four")]
    [InlineData("one two threefold four")]
    [InlineData("one two three four five")]
    [InlineData("two three four")]
    [InlineData(Before)]
    public void What_a_change_leaves_alone_moves_with_its_text(string after)
    {
        var moved = Assert.Single(MovedDiagnostics.Of([OfTwo], Before, after));
        Assert.Equal(Span(after, "two"), moved.Span);
        Assert.Equal(Span(after, "four"), Assert.Single(moved.Related).Span);
        Assert.Equal(Span(after, "two "), Assert.Single(moved.Fix!.Edits).Span);
        Assert.Equal(Span(after, "four"), Assert.Single(Assert.Single(moved.Choices).Edits).Span);
        Assert.Equal((OfTwo.Code, OfTwo.Message), (moved.Code, moved.Message));
    }

    [Theory]
    [InlineData("one tower three four")]
    [InlineData("one two three for")]
    [InlineData("")]
    public void What_a_change_touches_is_not_said_any_more(string after) => Assert.Empty(MovedDiagnostics.Of([OfTwo], Before, after));

    [Fact]
    public void A_mend_that_a_change_touches_is_not_offered_any_more()
    {
        var moved = Assert.Single(MovedDiagnostics.Of([OfTwo], Before, "one two, three four"));
        Assert.Null(moved.Fix);
        Assert.Single(moved.Choices);
    }

    private static TextSpan Span(string text, string part) => new(text.IndexOf(part, StringComparison.Ordinal), part.Length);
}
