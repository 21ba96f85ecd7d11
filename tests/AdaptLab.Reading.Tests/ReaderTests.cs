using System.Collections.Immutable;
using AdaptLab.Words;

namespace AdaptLab.Reading.Tests;

public sealed class ReaderTests
{
    private const string Text = "Greta Holm keeps the spare key in the harbour office. The pump house was built by Tomas Reidy in 1984 and opens at 7:15. A lost badge costs 12 crowns.";

    [Theory]
    [InlineData("Who keeps the spare key?", "Greta Holm")]
    [InlineData("When was the pump house built?", "1984")]
    [InlineData("Who built the pump house?", "Tomas Reidy")]
    public void The_reader_that_ships_finds_what_a_passage_says_plainly(string question, string answer) =>
        Assert.Equal(answer, Reader.Shipped.Read(question, PassageText.Of(Text)).Best()!.Value.Text);

    [Fact]
    public void It_holds_none_likelier_where_the_passage_says_nothing_of_it()
    {
        double None(string question) => Reader.Shipped.Read(question, PassageText.Of(Text)).LogNone;
        Assert.True(None("Which painter won the lottery in Brazil?") > None("Who keeps the spare key?"));
    }

    [Fact]
    public void All_spans_and_none_together_are_certain()
    {
        var passage = PassageText.Of(Text);
        var reading = Reader.Shipped.Read("Who keeps the spare key?", passage);
        var sum = Math.Exp(reading.LogNone);
        for (var s = 0; s < passage.Sentences.Length; s++)
            for (var first = 0; first < passage.Sentences[s].Length; first++)
                for (var count = 1; first + count <= passage.Sentences[s].Length; count++)
                    sum += Math.Exp(reading.Log(s, first, count));
        Assert.Equal(1, sum, 4);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n…")]
    public void Nothing_is_read_where_nothing_stands(string text)
    {
        var reading = Reader.Shipped.Read("Who keeps the spare key?", PassageText.Of(text));
        Assert.Null(reading.Best());
        Assert.Null(reading.Answer());
        Assert.Equal(0, reading.LogNone, 6);
    }

    [Fact]
    public void A_question_without_a_word_is_answered_without_a_fault() => Assert.InRange(Reader.Shipped.Read("?", PassageText.Of(Text)).LogNone, double.MinValue, 0);

    [Fact]
    public void Weights_come_back_from_their_file_as_near_as_a_byte_is()
    {
        var file = Path.GetTempFileName();
        try
        {
            var weights = new ReaderWeights("abc", ImmutableSortedDictionary<string, ReaderTensor>.Empty.WithComparers(StringComparer.Ordinal)
                .Add("matrix", new ReaderTensor([2, 3], [1, -2, 0.5f, 0, 0, 0])).Add("bias", new ReaderTensor([2], [0.1f, -3])));
            weights.Write(file);
            var read = ReaderWeights.Read(file);
            Assert.Equal("abc", read.Words);
            Assert.Equal([0.1f, -3], read.Of("bias", 2));
            Assert.All(read.Of("matrix", 2, 3).Zip(weights.Of("matrix", 2, 3)), pair => Assert.Equal(pair.First, pair.Second, 0.01f));
            Assert.Throws<InvalidDataException>(() => read.Of("matrix", 3, 2));
            Assert.Throws<InvalidDataException>(() => read.Of("nothing", 1));

            File.WriteAllBytes(file, File.ReadAllBytes(file)[..^20]);
            Assert.Contains(file, Assert.Throws<InvalidDataException>(() => ReaderWeights.Read(file)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }

        Assert.Throws<InvalidDataException>(() => ReaderWeights.Read(file));
    }

    [Fact]
    public void Weights_of_other_word_vectors_are_refused()
    {
        var other = WordVectors.Of(["key"], [1, 0]);
        var weights = new ReaderWeights(WordVectors.Shipped.Fingerprint, ImmutableSortedDictionary<string, ReaderTensor>.Empty);
        Assert.Contains("adaptlab pretrain reader", Assert.Throws<InvalidDataException>(() => new Reader(weights, other)).Message, StringComparison.Ordinal);
    }
}
