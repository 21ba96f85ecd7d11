
namespace AdaptLab.Unicode.Tests;

public sealed class NormalizationTests
{
    [Theory]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("\u212B", "\u00C5")] // a singleton: the angstrom sign
    [InlineData("q\u0307\u0323", "q\u0323\u0307")] // reordered by class, nothing to compose
    [InlineData("d\u0307\u0323", "\u1E0D\u0307")] // the later mark is reachable, the earlier then has no pair
    [InlineData("\u0958", "\u0915\u093C")] // excluded from composition
    [InlineData("\u1112\u1161\u11AB", "\uD55C")] // Hangul
    [InlineData("a\u0315\u0300\u05AE\u0301b", "\u00E0\u05AE\u0301\u0315b")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")]
    public void Composing_gives_Unicodes_form(string text, string expected) => Assert.Equal(expected, CanonicalForm.Compose(text));

    [Theory]
    [InlineData("\u1E69", "s\u0323\u0307")]
    [InlineData("\uD55C", "\u1112\u1161\u11AB")]
    [InlineData("Việt", "Vie\u0323\u0302t")]
    public void Decomposing_gives_Unicodes_form(string text, string expected) => Assert.Equal(expected, CanonicalForm.Decompose(text));

    [Fact]
    public void Composing_what_was_decomposed_changes_nothing_more()
    {
        var random = new Random(3);
        for (int round = 0; round < 500; round++)
        {
            string text = string.Concat(Enumerable.Range(0, 8).Select(_ => char.ConvertFromUtf32(random.Next(0x20, 0xD7FF))));
            string composed = CanonicalForm.Compose(text);
            Assert.Equal(composed, CanonicalForm.Compose(CanonicalForm.Decompose(text)));
            Assert.Equal(composed, CanonicalForm.Compose(composed));
        }
    }
}
