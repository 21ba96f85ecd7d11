using System.Numerics.Tensors;

namespace AdaptLab.Words.Tests;

public sealed class WordVectorsTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_path);

    /// <summary>Axes: drinks, animals; "the" hardly counts.</summary>
    private static readonly WordVectors Small = WordVectors.Of(
        ["tea", "coffee", "dog", "the"],
        [
            4, 0.5f,
            4, 0,
            0, 4,
            0.01f, 0.02f,
        ]);

    [Fact]
    public void Texts_of_like_words_are_near()
    {
        Assert.True(Similarity(Small, "the tea", "coffee") > 0.95);
        Assert.True(Similarity(Small, "the tea", "the dog") < 0.2);
    }

    [Fact]
    public void A_text_without_a_known_word_is_no_direction() =>
        Assert.All(Small.Embed("xyzzy ..."), value => Assert.Equal(0, value));

    [Fact]
    public void A_vector_has_length_one() => Assert.Equal(1, TensorPrimitives.Norm<float>(Small.Embed("tea tea dog")), 5);

    [Fact]
    public void What_is_written_is_read_again()
    {
        Small.Write(_path);
        var read = WordVectors.Read(_path);
        Assert.Equal(Small.Words, read.Words);
        Assert.Equal(Small.Embed("tea and the dog"), read.Embed("tea and the dog"));
    }

    [Fact]
    public void A_damaged_file_is_named()
    {
        Small.Write(_path);
        var bytes = File.ReadAllBytes(_path);
        for (var length = 0; length < bytes.Length; length += 7)
        {
            File.WriteAllBytes(_path, bytes[..length]);
            Assert.Contains(_path, Assert.Throws<InvalidDataException>(() => WordVectors.Read(_path)).Message, StringComparison.Ordinal);
        }

        Assert.Throws<InvalidDataException>(() => WordVectors.Read(_path + ".none"));
    }

    [Fact]
    public void Parts_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new WordVectors(["a", "b"], [1], [1, 2]));
        Assert.Throws<ArgumentException>(() => new WordVectors(["a", "a"], [1, 1], [1, 2]));
    }

    /// <summary>Not a word in common.</summary>
    [Theory]
    [InlineData("my parcel never arrived", "the shipment was lost by the courier", "please reset the password")]
    [InlineData("book a table at a restaurant", "reserve dinner for four", "play some jazz music")]
    [InlineData("the goalkeeper saved a penalty", "their team won the football match", "parliament passed the budget")]
    public void Those_that_ship_know_what_belongs_together(string text, string near, string far) =>
        Assert.True(Similarity(WordVectors.Shipped, text, near) > Similarity(WordVectors.Shipped, text, far) + 0.1);

    private static float Similarity(WordVectors vectors, string one, string other) =>
        TensorPrimitives.Dot<float>(vectors.Embed(one), vectors.Embed(other));
}
