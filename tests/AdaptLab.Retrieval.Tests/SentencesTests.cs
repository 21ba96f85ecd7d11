namespace AdaptLab.Retrieval.Tests;

/// <summary>Where sentences end, and where they only seem to. `|` marks the cuts.</summary>
public sealed class SentencesTests
{
    [Theory]
    [InlineData("One ends. |Two begins! |Is three here? |Yes…|")]
    [InlineData("\"So it is.\" |He said: (as if.) |Then left.|")]
    [InlineData("The fee is 3.50 a day. |It falls due on 1.5.2024 at noon.|")]
    [InlineData("Wait! he cried, and left.|")]
    // Abbreviations.
    [InlineData("Dr. Smith met Mrs. Jones. |They spoke of St. Petersburg.|")]
    [InlineData("Seek shade, e.g. Under trees, i.e. Near water. |Rest.|")]
    [InlineData("The U.S. Government and J. R. Doe agreed. |Both signed.|")]
    [InlineData("See No. 5, Art. 12 and p. 7 of Vol. 2. |Is it so? |No. |It is not.|")]
    [InlineData("Due on Mar. 5 or Sept. 30. |In Sept. |It rained.|")]
    [InlineData("So am I. |You too.|")]
    [InlineData("Gemäß Abs. 2 gilt z. B. Folgendes. |Ende.|")]
    // Lists, tables, quotations.
    [InlineData("Bring:\n|- a pen\n|- an apple\n|* some paper|")]
    [InlineData("1. First things first.\n|2. Then the rest\n|10) and more|")]
    [InlineData("(a) the rent;\n|(b) the deposit;\n|(iv) the keys.|")]
    [InlineData("A line that\ngoes on. |And ends\n(in brackets) here.|")]
    [InlineData("Title\n\n|Text of it.\n|> Quoted\n|¦ a ¦ b ¦|")]
    // Scripts without spaces, and others.
    [InlineData("通知必须是书面的。|租金在每月一日到期！|钥匙要归还吗？|是的|")]
    [InlineData("彼は「はい。」|と言った。|終わり。|")]
    [InlineData("यह पहला है। |यह दूसरा है।|")]
    [InlineData("هل هذا صحيح؟ |نعم.|")]
    public void A_sentence_ends_where_a_reader_would_end_it(string marked)
    {
        // A broken bar stands for the text's own.
        var text = marked.Replace("|", "", StringComparison.Ordinal).Replace('¦', '|');
        var expected = marked.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => part.Replace('¦', '|'));

        Assert.Equal(expected, Sentences.In(text, 0, text.Length).Select(unit => text[unit.Start..unit.End]));
    }

    [Theory]
    [InlineData("the rent, |the keys; |the 1,000 copies at 10:30: |all of it")]
    [InlineData("第一，|第二、|第三")]
    [InlineData("no marks")]
    [InlineData("ends,")]
    public void A_sentence_too_long_is_cut_at_its_commas(string marked)
    {
        var text = marked.Replace("|", "", StringComparison.Ordinal);

        Assert.Equal(marked.Split('|').Select(part => part.Trim()), Sentences.Clauses(text, 0, text.Length).Select(unit => text[unit.Start..unit.End]));
    }

    [Fact]
    public void Chunks_prefer_the_ends_of_sentences_then_of_clauses_then_of_words()
    {
        static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        const string Text = "Either party may end it, on thirty days' notice, or at once where the other fails to pay, for cause. Short one.";

        var chunks = new Chunker(9, 0, Words).Split("a.txt", Text);

        Assert.Equal(
            ["Either party may end it, on thirty days' notice,", "or at once where the other fails to pay,", "for cause. Short one."],
            chunks.Select(chunk => chunk.Text));
    }

    [Fact]
    public void A_long_text_without_spaces_is_cut_at_its_own_full_stops()
    {
        var text = string.Concat(Enumerable.Repeat("通知必须是书面的。", 40));

        var chunks = new Chunker(30, 0, part => part.Length).Split("a.md", text);

        Assert.Equal(text, string.Concat(chunks.Select(chunk => chunk.Text)));
        Assert.All(chunks, chunk => Assert.EndsWith("。", chunk.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Underlined_headings_are_headings_and_rules_are_not()
    {
        const string Text = "Leases\n======\n\nNotice\n------\nNinety days.\n\n---\n\nIn writing.\n\n- an item\n---\n\nRent\n----\nDue monthly.\n";

        var chunks = new Chunker(100, 0, _ => 1).Split("leases.md", Text);

        Assert.Equal(["Leases › Notice", "Leases › Rent"], chunks.Select(chunk => chunk.Heading));
        Assert.StartsWith("Notice\n------", chunks[0].Text, StringComparison.Ordinal);
    }
}
