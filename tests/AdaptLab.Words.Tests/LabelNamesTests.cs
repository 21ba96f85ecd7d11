using System.Numerics.Tensors;

namespace AdaptLab.Words.Tests;

public sealed class LabelNamesTests : IDisposable
{
    /// <summary>Axes: praise, blame.</summary>
    private static readonly WordVectors Texts = WordVectors.Of(["fine", "awful"], [1, 0, 0, 1]);
    private static readonly LabelNames Names = new(WordVectors.Of(["good", "bad"], [4, -4, -4, 4]), Texts);

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_known_name_speaks_for_its_texts_and_against_others()
    {
        Assert.True(Nats(Names, ["good", "bad"], "fine") > 3);
        Assert.True(Nats(Names, ["good", "bad"], "awful") < -3);
    }

    [Fact]
    public void Names_without_a_known_word_say_nothing() =>
        Assert.All(Names.Weights(["A", "class_2"]), weights => Assert.All(weights, weight => Assert.Equal(0, weight)));

    [Fact]
    public void What_speaks_for_all_labels_alike_is_taken_off() =>
        Assert.All(Sum(Names.Weights(["good", "bad", "unheard of"])), value => Assert.Equal(0, value, 5));

    [Fact]
    public void The_fewer_words_are_known_the_less_they_say()
    {
        var all = Nats(Names, ["good", "bad"], "fine");
        var half = Nats(Names, ["good", "xyzzy"], "fine");
        Assert.InRange(half, 0.1, 0.4 * all);
        Assert.InRange(Nats(Names, ["good xyzzy", "bad xyzzy"], "fine"), 0.1, 0.4 * all);
    }

    [Theory]
    [InlineData("GOOD")]
    [InlineData("good_")]
    [InlineData("-good")]
    [InlineData("Good")]
    [InlineData("a good")]
    public void Spelling_does_not_count(string name) =>
        Assert.Equal(Nats(Names, ["good", "bad"], "fine"), Nats(Names, [name, "bad"], "fine"), 5);

    [Theory]
    [InlineData("BookFlight", "book flight")]
    [InlineData("book_flight", "book flight")]
    [InlineData("terms-of-use", "terms use")]
    [InlineData("A", "")]
    [InlineData("COVID", "covid")]
    public void A_name_is_its_words_that_may_say_something(string name, string words) =>
        Assert.Equal(words, string.Join(' ', LabelNames.WordsOf(name, WordVectors.Shipped)));

    [Fact]
    public void There_may_be_no_label_or_one_without_a_word()
    {
        Assert.Empty(Names.Weights([]));
        Assert.All(Names.Weights(["", "…"]), weights => Assert.Equal([0f, 0f], weights));
    }

    [Fact]
    public void What_is_written_is_read_again_for_the_same_word_vectors_only()
    {
        Names.Write(_path);
        Assert.Equal(Names.Weights(["good", "bad"]), LabelNames.Read(_path, Texts).Weights(["good", "bad"]));
        var others = WordVectors.Of(["fine", "awful"], [0, 1, 1, 0]);
        Assert.Contains("adaptlab pretrain names", Assert.Throws<InvalidDataException>(() => LabelNames.Read(_path, others)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new LabelNames(WordVectors.Of(["good"], [1, 2, 3]), Texts));
    }

    [Fact]
    public void Word_vectors_are_no_names()
    {
        Texts.Write(_path);
        Assert.Contains(_path, Assert.Throws<InvalidDataException>(() => LabelNames.Read(_path, Texts)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => LabelNames.Read(_path + ".none", Texts));
    }

    [Theory]
    [InlineData("positive", "negative", "A charming, beautifully acted film", "Dull, badly written and far too long")]
    [InlineData("greeting", "goodbye", "Hi there, good morning", "That is all, have a nice day, bye")]
    [InlineData("anger", "joy", "How dare they, this makes me furious", "So happy and excited today!")]
    public void Those_that_ship_know_what_labels_are_often_called(string one, string other, string ofOne, string ofOther)
    {
        float By(string text) => Nats(LabelNames.Shipped, [one, other], text, WordVectors.Shipped);
        Assert.True(By(ofOne) > 0.5, $"{By(ofOne)}");
        Assert.True(By(ofOther) < -0.5, $"{By(ofOther)}");
    }

    /// <summary>By how much the first of the labels is ahead of the second.</summary>
    private static float Nats(LabelNames names, string[] labels, string text, WordVectors? texts = null)
    {
        var meaning = (texts ?? Texts).Embed(text);
        var weights = names.Weights(labels);
        return TensorPrimitives.Dot<float>(weights[0], meaning) - TensorPrimitives.Dot<float>(weights[1], meaning);
    }

    private static float[] Sum(float[][] rows) => [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Sum(row => row[i]))];
}
