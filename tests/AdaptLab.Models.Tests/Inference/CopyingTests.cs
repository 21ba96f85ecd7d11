using System.Collections.Immutable;
using AdaptLab.Models.Inference;
using AdaptLab.Models.Tests.Tokenizers;
using AdaptLab.Models.Tests.Transformer;

namespace AdaptLab.Models.Tests.Inference;

public sealed class CopyingTests
{
    private const int End = 1;

    /// <summary>"7 8 9" with word boundaries everywhere, and "8 5" of which the two tokens are one word.</summary>
    private static readonly ImmutableArray<CopySource> Sources =
    [
        new([7, 8, 9], [true, true, true], [false, true, true, true]),
        new([8, 5], [true, false], [false, false, true]),
    ];

    /// <summary>Words, or the fixed "3 4"; then the end.</summary>
    private static readonly ImmutableArray<CopiedPiece> Pieces = [new([End], []), new([3, 4], [0]), new(null, [0])];

    [Fact]
    public void What_may_come_next_is_what_follows_in_some_text()
    {
        var constraint = new CopyingConstraint(Pieces, [1, 2], Sources);
        Assert.Equal([3, 7, 8, 9], constraint.Allowed().Order());
        constraint.Advance(8);
        // Of the first text, a word is complete; of the second, half a word.
        Assert.Equal([End, 5, 9], constraint.Allowed().Order());
        constraint.Advance(5);
        Assert.Equal([End], constraint.Allowed());
    }

    [Fact]
    public void A_fixed_piece_is_written_to_its_end()
    {
        var constraint = new CopyingConstraint(Pieces, [1, 2], Sources);
        constraint.Advance(3);
        Assert.Equal([4], constraint.Allowed());
        constraint.Advance(4);
        Assert.Equal([End], constraint.Allowed());
    }

    [Fact]
    public void Every_answer_is_made_of_the_pieces_whatever_the_model_would_rather_write()
    {
        int[][] possible = [[3, 4], [7], [7, 8], [7, 8, 9], [8], [8, 9], [9], [8, 5]];
        for (var seed = 1; seed <= 6; seed++)
        {
            using var decoder = TinyDecoder.Create(seed: seed);
            var written = new GreedyDecoding(decoder).Run([2, 11, 4], PromptPrefix.Empty, 10, new CopyingConstraint(Pieces, [1, 2], Sources))
                .TakeWhile(token => token.Id != End).ToArray();
            Assert.Contains(possible, answer => answer.SequenceEqual(written.Select(token => token.Id)));
            Assert.All(written, token => Assert.InRange(token.LogProbability, double.NegativeInfinity, 0));
        }
    }

    [Fact]
    public void A_prefix_that_was_read_before_changes_nothing()
    {
        using var decoder = TinyDecoder.Create();
        int[] prompt = [2, 11, 4, 9, 20];
        using var prefix = PromptPrefix.Read(decoder, prompt.AsSpan(0, 3));
        var decoding = new GreedyDecoding(decoder);
        Assert.Equal(decoding.Run(prompt, PromptPrefix.Empty, 6).Select(token => token.Id), decoding.Run(prompt, prefix, 6).Select(token => token.Id));
    }

    [Theory]
    [InlineData("the col.")]
    [InlineData("...")]
    [InlineData("(a")]
    public void No_copy_leads_to_a_dead_end(string text)
    {
        var source = CopySource.Of(TinyTokenizer.Load(), text);
        for (var from = 0; from < source.Ids.Length; from++)
            Assert.Contains(true, source.Ends.Skip(from + 1));
    }

    [Theory]
    [InlineData("(the col) the", "the", "col", "the")]
    [InlineData("a5, the.", "a5", "the")]
    [InlineData("col", "col")]
    public void Copies_begin_and_end_with_whole_words(string text, params string[] words)
    {
        var tokenizer = TinyTokenizer.Load();
        var source = CopySource.Of(tokenizer, text);
        var copied = Enumerable.Range(0, source.Ids.Length).Where(at => source.Starts[at])
            .Select(from => tokenizer.Decode(source.Ids.AsSpan(from, Enumerable.Range(from + 1, source.Ids.Length - from).First(to => source.Ends[to]) - from)).Trim());
        Assert.Equal(words, copied);
    }
}
