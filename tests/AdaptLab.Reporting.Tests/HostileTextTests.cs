using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;
using AdaptLab.Results.Tests;
using Markdig;

namespace AdaptLab.Reporting.Tests;

/// <summary>Rows and labels are other people's words: they are shown, never obeyed.</summary>
public partial class HostileTextTests
{
    // As a reader of pull requests would: tables, bare links, struck text, emoji, and HTML allowed.
    private static readonly MarkdownPipeline Reader = new MarkdownPipelineBuilder().UseAdvancedExtensions().UseEmojiAndSmiley().Build();

    public static TheoryData<string> Texts =>
    [
        "plain words, as most rows are: 30 days' notice (clause 4.2).",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "</pre></svg><b>bold</b>",
        "a | b | c",
        "a | `b` | <i>c</i> | @octocat",
        "| --- | --- |",
        "`code` and ``more`` and ```",
        "`",
        "**bold** _emphasis_ ~~struck~~ __x__",
        "snake_case_name and _loose_",
        "# no heading",
        "- no list",
        "+ no list either",
        "12. no list either",
        "> no quotation",
        "[link](https://example.com) ![picture](https://example.com/x.png) [a][b]",
        "[a]: https://example.com",
        "https://example.com and www.example.com and someone@example.com",
        "@octocat, see #12",
        "&lt;b&gt; &amp; &#64;",
        ":smile: :) x:tada:y",
        "$x^2$ and $$y$$",
        "C:\\folder\\file \\| \\` \\",
        "ends with a backslash \\",
        "```intervals",
        "---",
        "===",
        " leading and trailing ",
        "footnote[^1] and ^sup^ and ==mark==",
        "{.class #id onclick=alert(1)}",
        "\u202Eevil\u202C and \u2067iso\u2069",
        "tab\tand\r\nnew line\n\n# heading on a later line",
        "null \0 bell \a escape \u001b[31m",
        "lone surrogate \ud800 and not a character \uffff",
        "漢字 и кириллица 👩‍👩‍👧 é",
        "",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_in_a_line_reads_as_it_was_written(string text) => Check(text, $"before {MarkdownText.Inline(text)} after", "p");

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_at_the_start_of_a_quotation_reads_as_it_was_written(string text) =>
        Check(text, $"> {MarkdownText.Inline(text)}", "blockquote", "p");

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_in_a_table_reads_as_it_was_written(string text)
    {
        var table = new MarkdownTable(("before", false), ("text", true), ("after", false));
        table.Add("left", MarkdownText.Inline(text), "right");

        var html = Check(text, table.ToString(), "table", "thead", "tbody", "tr", "th", "td");

        Assert.Equal(3, Regex.Count(html, "<td"));
        Assert.Equal(2, Regex.Count(html, "<tr"));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_report_of_such_rows_and_labels_holds_no_markup_of_theirs(string text)
    {
        var record = SyntheticRun.Of(
            24,
            1,
            ["fine", text + "1", text + "2"],
            new Wanted("lora", 0.7, 3) { Detail = text, TrainingSet = text + "s" },
            new Wanted("rag " + text, 0.4, 9),
            new Wanted("head", 0.4, 9) { Failure = text });
        record = record with
        {
            Task = text,
            Rows = [.. record.Rows.Select(row => row with { Text = text, Source = text })],
            Notes = [text],
            Requirements = [new RequirementOutcome(text, false, text)],
        };

        var html = new HtmlReportWriter().Write(Comparison.Of(record));

        var body = html[html.IndexOf("<main>", StringComparison.Ordinal)..];
        var page = XElement.Parse(body[..body.IndexOf("</body>", StringComparison.Ordinal)]);
        string[] ours = ["main", "h1", "h2", "p", "strong", "code", "ul", "li", "blockquote", "figure", "svg", "title", "desc", "g", "line", "path", "circle", "rect", "text", "div", "table", "thead", "tbody", "tr", "th", "td"];
        Assert.Empty(page.Descendants().Select(element => element.Name.LocalName).Except(ours));
        Assert.Equal(2, page.Descendants("svg").Count());
        Assert.DoesNotContain(page.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || attribute.Name.LocalName is "src" or "href");
        Assert.NotNull(new JsonReportWriter().Write(Comparison.Of(record)));
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ordinary_sentence_is_left_alone()
    {
        const string sentence = "Either party may end this Agreement on thirty days' notice (see 4.2): no reason needed; 50% + costs.";

        Assert.Equal(sentence, MarkdownText.Inline(sentence));
    }

    [Fact]
    public void A_mention_never_calls_anybody()
    {
        Assert.Equal("`@octocat`", MarkdownText.Inline("@octocat"));
        Assert.DoesNotContain("@octocat", MarkdownText.Inline("a | @octocat"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_text_is_clipped_between_characters()
    {
        Assert.Equal("ab…", MarkdownText.Clip("abcd", 3));
        Assert.Equal("👩‍👩‍👧…", MarkdownText.Clip("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 2));
        Assert.Equal("abc", MarkdownText.Clip("abc", 3));
    }

    private static string Check(string text, string markdown, params string[] expected)
    {
        var html = Markdig.Markdown.ToHtml(markdown, Reader);
        var tags = Tag().Matches(html).Select(tag => tag.Groups[1].Value).Distinct().Except(["code"]);
        Assert.Empty(tags.Except(expected));
        var plain = WebUtility.HtmlDecode(Tag().Replace(html, "")).Replace("\u2060", "", StringComparison.Ordinal);
        Assert.Contains(MarkdownText.OneLine(text), plain, StringComparison.Ordinal);
        return html;
    }

    [GeneratedRegex("</?([a-zA-Z0-9]+)[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Tag();
}
