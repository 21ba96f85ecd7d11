using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AdaptLab.Results;
using AdaptLab.Results.Tests;

namespace AdaptLab.Reporting.Tests;

public partial class ReportWriterTests
{
    private static readonly Wanted Lora = new("lora", 0.8, 3);
    private static readonly Wanted Rag = new("rag", 0.6, 14);

    [Theory]
    [InlineData("report.md", typeof(MarkdownReportWriter))]
    [InlineData("out/REPORT.HTML", typeof(HtmlReportWriter))]
    [InlineData("a.b.json", typeof(JsonReportWriter))]
    public void The_extension_chooses_the_form(string path, Type writer)
    {
        Assert.IsType(writer, ReportWriters.ForPath(path).Writer);
        Assert.Null(ReportWriters.ForPath(path).Error);
    }

    [Theory]
    [InlineData("report.pdf")]
    [InlineData("report")]
    [InlineData("")]
    public void An_unknown_extension_is_an_error_that_names_the_known_ones(string path)
    {
        var (writer, error) = ReportWriters.ForPath(path);

        Assert.Null(writer);
        Assert.Equal($"Cannot write a report to \"{path}\": its name must end in .md, .html, .json or .xml.", error);
    }

    public static TheoryData<string> Runs => [.. AllRuns.Keys];

    private static readonly Dictionary<string, RunRecord> AllRuns = new(StringComparer.Ordinal)
    {
        ["usual"] = SyntheticRun.Of(60, 3, Lora, Rag),
        ["one candidate"] = SyntheticRun.Of(60, 1, Lora),
        ["all failed"] = SyntheticRun.Of(60, 1, Lora with { Failure = "no memory" }),
        ["one row"] = SyntheticRun.Of(1, 1, Lora, Rag),
        ["one label"] = SyntheticRun.Of(20, 2, ["only"], Lora, Rag),
        ["seventy-seven labels"] = SyntheticRun.Of(154, 1, [.. Enumerable.Range(0, 77).Select(label => $"intent_{label}")], Lora, Rag),
        ["macro-F1"] = SyntheticRun.Of(60, 2, Lora, Rag) with { Metric = "macro-f1" },
        ["faultless and hopeless"] = SyntheticRun.Of(60, 1, new Wanted("lora", 2, 3) { Spread = 0 }, new Wanted("rag", -1, 3) { Spread = 0 }),
        ["looked up"] = LookedUp(SyntheticRun.Of(60, 2, Lora, Rag)),
        ["untimed"] = Untimed(SyntheticRun.Of(60, 1, Lora, Rag)),
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Every_form_carries_every_sentence_of_the_verdict(string run)
    {
        var comparison = Comparison.Of(AllRuns[run]);
        foreach (var writer in ReportWriters.All)
        {
            var report = System.Net.WebUtility.HtmlDecode(Regex.Unescape(Script().Replace(writer.Write(comparison), "").Replace("\\u", "u", StringComparison.Ordinal))).Replace('\u00A0', ' ');
            Assert.All(comparison.Verdict, sentence => Assert.Contains(sentence, report, StringComparison.Ordinal));
            Assert.DoesNotContain("NaN", report, StringComparison.Ordinal);
            Assert.DoesNotContain("∞", report, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Markdown_tables_are_aligned_as_plain_text(string run)
    {
        var lines = new MarkdownReportWriter().Write(Comparison.Of(AllRuns[run])).Split('\n');

        foreach (var (line, next) in lines.Zip(lines.Skip(1)).Where(pair => pair.First.StartsWith('|') && pair.Second.StartsWith('|')))
            Assert.Equal(line.Length, next.Length);
        Assert.All(lines, line => Assert.Equal(line.TrimEnd(), line));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_page_is_self_contained_and_well_formed(string run)
    {
        var html = new HtmlReportWriter().Write(Comparison.Of(AllRuns[run]));

        Assert.DoesNotMatch(Loading(), html);
        Assert.Contains("prefers-color-scheme: dark", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<th>", html, StringComparison.Ordinal);

        // What is well-formed XML is well-formed HTML too, once the void elements are set aside.
        var body = html[html.IndexOf("<body>", StringComparison.Ordinal)..html.IndexOf("</html>", StringComparison.Ordinal)];
        var page = XElement.Parse(body);
        Assert.All(page.Descendants("svg"), svg => Assert.Equal(2, svg.Elements().Count(element => element.Name.LocalName is "title" or "desc")));
        Assert.Equal(page.Descendants().Attributes("id").Count(), page.Descendants().Attributes("id").Select(id => id.Value).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_one_script_of_a_page_is_ours_and_the_policy_lets_no_other_run(string run)
    {
        var html = new HtmlReportWriter().Write(Comparison.Of(AllRuns[run]));
        var script = Assert.Single(Script().Matches(html)).Groups[1].Value;

        Assert.Single(Regex.Matches(html, "<script", RegexOptions.IgnoreCase));
        Assert.Contains($"script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'\"", html, StringComparison.Ordinal);
        Assert.Equal(Script().Match(new HtmlReportWriter().Write(Comparison.Of(AllRuns["usual"]))).Groups[1].Value, script);
        // What it sorts is the table of results, the first one.
        Assert.Contains(">strategy</th>", html[html.IndexOf("<table>", StringComparison.Ordinal)..html.IndexOf("</thead>", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Fact]
    public void Json_holds_the_figures_and_the_record_itself()
    {
        var comparison = Comparison.Of(AllRuns["usual"]);
        using var json = JsonDocument.Parse(new JsonReportWriter().Write(comparison));

        var best = json.RootElement.GetProperty("candidates")[0];
        Assert.Equal("lora", best.GetProperty("strategy").GetString());
        Assert.Equal(comparison.Best!.Accuracy.Value, best.GetProperty("accuracy").GetProperty("value").GetDouble());
        Assert.Equal(comparison.Pairs[0].P, json.RootElement.GetProperty("pairs")[0].GetProperty("p").GetDouble());
        var (record, error) = RunRecordJson.Read(json.RootElement.GetProperty("record").GetRawText());
        Assert.Null(error);
        Assert.Equal(comparison.Verdict.ToArray(), Comparison.Of(record!).Verdict);
    }

    [Fact]
    public void Chance_is_drawn_where_it_is_near_and_only_for_accuracy()
    {
        string Chart(RunRecord record) => new MarkdownReportWriter().Write(Comparison.Of(record)).Split("```")[1];
        var hopeless = SyntheticRun.Of(60, 1, ["yes", "no"], new Wanted("lora", 0.3, 3), new Wanted("rag", 0.3, 3));

        Assert.Contains("┊ chance", Chart(hopeless), StringComparison.Ordinal);
        Assert.DoesNotContain("┊", Chart(hopeless with { Metric = "macro-f1" }), StringComparison.Ordinal);
        Assert.DoesNotContain("┊", Chart(SyntheticRun.Of(60, 1, Lora)), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_lists_are_cut_with_a_count()
    {
        var comparison = Comparison.Of(SyntheticRun.Of(160, 1, Lora, Rag, new Wanted("prompt", 0.4, 9)));

        var report = new MarkdownReportWriter().Write(comparison);

        Assert.True(comparison.DisagreedRows.Length > 20);
        Assert.Contains($"20 of {comparison.DisagreedRows.Length} rows, those that divide the candidates most evenly.", report, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_looked_up_stands_shortly_in_Markdown_and_opens_row_by_row_in_html()
    {
        var comparison = Comparison.Of(LookedUp(SyntheticRun.Of(60, 2, Lora, Rag)));
        var (markdown, html) = (new MarkdownReportWriter().Write(comparison), new HtmlReportWriter().Write(comparison));
        var page = XElement.Parse(html[html.IndexOf("<body>", StringComparison.Ordinal)..html.IndexOf("</html>", StringComparison.Ordinal)]);
        var rows = page.Descendants("details").ToArray();

        Assert.Contains("  rag ✗  playbook/a.md:3 (0.9), data/expert.jsonl:1 (0.25)\n", markdown, StringComparison.Ordinal);
        Assert.Contains("… and 40 more rows: the reports as HTML and as JSON have all of them, with the texts.", markdown, StringComparison.Ordinal);
        Assert.Equal(60, rows.Length);
        // Those that were answered wrongly first.
        Assert.Contains("✗\u00A0rag", rows[0].Element("summary")!.Value, StringComparison.Ordinal);
        Assert.Contains("✓\u00A0rag", rows[^1].Element("summary")!.Value, StringComparison.Ordinal);
        Assert.Equal(["A passage, with <tags> & more. playbook/a.md:3 · 0.9", "Notice. => termination data/expert.jsonl:1 · 0.25"], rows[0].Descendants("li").Select(item => item.Value));
        Assert.DoesNotContain("What was looked up", new MarkdownReportWriter().Write(Comparison.Of(AllRuns["usual"])), StringComparison.Ordinal);
    }

    private static RunRecord LookedUp(RunRecord record)
    {
        ImmutableArray<Citation> cited = [new("playbook/a.md:3", "A passage, with <tags> & more.", 0.9), new("data/expert.jsonl:1", "Notice. => termination", 0.25)];
        var citations = RowCitations.Of([.. record.Rows.Select(_ => cited)]);
        return record with
        {
            Candidates = [.. record.Candidates.Select(run => run.Kind != "rag" ? run : run with { Seeds = [.. run.Seeds.Select(seed => seed with { Citations = citations })] })],
        };
    }

    private static RunRecord Untimed(RunRecord record) => record with
    {
        Candidates = [.. record.Candidates.Select(run => run with { Seeds = [.. run.Seeds.Select(seed => seed with { LatenciesMilliseconds = [] })] })],
    };

    [GeneratedRegex("<script type=\"module\">(.*?)</script>", RegexOptions.Singleline, 1000)]
    private static partial Regex Script();

    [GeneratedRegex(@"\b(src|href|url|import)\s*[=(]|https?:", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Loading();
}
