namespace AdaptLab.Retrieval.Tests;

public sealed class ChunkerTests
{
    private static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    [Fact]
    public void A_chunk_holds_as_many_whole_sentences_as_fit()
    {
        var chunks = new Chunker(8, 0, Words).Split("a.txt", "One two three. Four five six. Seven eight nine ten.");

        Assert.Equal(["One two three. Four five six.", "Seven eight nine ten."], chunks.Select(c => c.Text));
    }

    [Fact]
    public void The_next_chunk_begins_with_the_sentences_that_fit_in_the_overlap()
    {
        var chunks = new Chunker(8, 4, Words).Split("a.txt", "One two three. Four five six. Seven eight nine ten. Eleven twelve.");

        Assert.Equal(
            ["One two three. Four five six.", "Four five six. Seven eight nine ten.", "Seven eight nine ten. Eleven twelve."],
            chunks.Select(c => c.Text));
    }

    [Fact]
    public void An_overlap_that_leaves_no_room_for_a_new_sentence_gives_way()
    {
        var chunks = new Chunker(6, 5, Words).Split("a.txt", "One two three. Four five. Six seven eight nine ten.");

        Assert.Equal(["One two three. Four five.", "Six seven eight nine ten."], chunks.Select(c => c.Text));
    }

    [Fact]
    public void A_sentence_longer_than_a_chunk_is_cut_between_words_and_a_longer_word_between_characters()
    {
        static int Characters(string text) => text.Length;

        var chunks = new Chunker(6, 0, Characters).Split("a.txt", "ab cd ef gh abcdefghi");

        Assert.Equal("abcdefghabcdefghi", string.Concat(chunks.Select(c => c.Text.Replace(" ", "", StringComparison.Ordinal))));
        Assert.All(chunks, c => Assert.InRange(c.Text.Length, 1, 6));
    }

    [Fact]
    public void A_surrogate_pair_is_never_cut_even_when_it_exceeds_the_limit()
    {
        var chunks = new Chunker(1, 0, text => text.Length).Split("a.txt", "😀😀");

        Assert.Equal(["😀", "😀"], chunks.Select(c => c.Text));
    }

    [Fact]
    public void Chunks_keep_their_headings_lines_and_offsets()
    {
        const string Text = "# Leases\r\n\r\n## Notice\r\n\r\nNinety days.\r\nIn writing.\r\n\r\n## Rent\r\nDue monthly.\r\n";

        var chunks = new Chunker(20, 0, Words).Split("playbook/leases.md", Text);

        Assert.Equal(["Leases › Notice", "Leases › Rent"], chunks.Select(c => c.Heading));
        Assert.Equal([(3, 6), (8, 9)], chunks.Select(c => (c.FirstLine, c.LastLine)));
        Assert.All(chunks, c => Assert.Equal(c.Text, Text[c.Start..c.End]));
    }

    [Fact]
    public void A_hash_in_a_fenced_block_or_in_a_plain_text_file_is_no_heading()
    {
        const string Text = "# Setup\n```\n# not a heading\n```\nDone.";

        Assert.Equal(["Setup"], new Chunker(50, 0, Words).Split("a.md", Text).Select(c => c.Heading));
        Assert.Equal([null], new Chunker(50, 0, Words).Split("a.txt", Text).Select(c => c.Heading));
    }

    [Fact]
    public void List_items_and_paragraphs_are_bounds_although_no_full_stop_ends_them()
    {
        var chunks = new Chunker(4, 0, Words).Split("a.md", "- first item here\n- second item here\n\nA last paragraph");

        Assert.Equal(["- first item here", "- second item here", "A last paragraph"], chunks.Select(c => c.Text));
    }

    [Fact]
    public void An_abbreviation_before_a_small_letter_ends_no_sentence()
    {
        var chunks = new Chunker(6, 0, Words).Split("a.txt", "See e.g. the annex below. Then sign it.");

        Assert.Equal(["See e.g. the annex below.", "Then sign it."], chunks.Select(c => c.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t ")]
    [InlineData("# Only\n## Headings\n")]
    public void Nothing_to_say_gives_no_chunk(string text) => Assert.Empty(new Chunker(10, 0, Words).Split("a.md", text));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_text_is_covered_by_chunks_within_the_limit(int seed)
    {
        var random = new Random(seed);
        string[] pieces = ["word", "Word", ".", "? ", " ", "\n", "\r\n", "\n\n", "# ", "- ", "| ", "```\n", "é", "😀", "\u3000", "1. "];
        for (var round = 0; round < 200; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(120)).Select(_ => pieces[random.Next(pieces.Length)]));
            var limit = random.Next(2, 30);
            var chunks = new Chunker(limit, random.Next(limit), t => t.Length).Split("a.txt", text);

            Assert.All(chunks, c => Assert.InRange(c.Text.Length, 1, limit));
            var covered = new bool[text.Length];
            foreach (var chunk in chunks)
                Array.Fill(covered, true, chunk.Start, chunk.Text.Length);
            Assert.All(text.Index().Where(c => !covered[c.Index]), c => Assert.True(char.IsWhiteSpace(c.Item)));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(5, -1)]
    public void A_size_without_room_is_refused(int max, int overlap) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Chunker(max, overlap, Words));
}
