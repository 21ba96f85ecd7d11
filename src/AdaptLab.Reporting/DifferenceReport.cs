using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Reporting;

/// <summary>The difference of two runs, for a pull request and for programs.</summary>
public static class DifferenceReport
{
    private const int MostRows = 10, LongestText = 160;

    public static string Markdown(RunDifference difference)
    {
        var report = new StringBuilder();
        report.Append($"# {MarkdownText.Inline(difference.After.Record.Task)}: {Time(difference.Before)} against {Time(difference.After)}\n\n");
        foreach (var sentence in difference.Verdict)
            report.Append($"**{MarkdownText.Inline(sentence)}**\n");
        report.Append('\n');
        if (!difference.Candidates.IsEmpty)
        {
            var table = new MarkdownTable(("candidate", false), ("before", true), ("after", true), ("difference", true), ("p", true), ("rows won", true), ("rows lost", true));
            foreach (var candidate in difference.Candidates)
                table.Add(
                    MarkdownText.Inline(candidate.Name), Figures.Percent(candidate.Was), Figures.Percent(candidate.Is), Figures.Points(candidate.Gain),
                    MarkdownText.Inline(Figures.P(candidate.P)), Figures.Count(candidate.Gained.Length), Figures.Count(candidate.Lost.Length));
            report.Append(table).Append('\n');
        }

        report.Append("## What changed\n\n");
        foreach (var change in difference.Changes.DefaultIfEmpty("nothing that the records tell"))
            report.Append($"- {MarkdownText.Inline(change)}\n");
        report.Append('\n');
        foreach (var candidate in difference.Candidates)
        {
            Rows(report, $"{candidate.Name}: rows lost", candidate.Lost);
            Rows(report, $"{candidate.Name}: rows won", candidate.Gained);
        }

        report.Append($"Compared on {Figures.Count(difference.Rows, "row")} that both runs have, with the same text and the same gold answer; p values are those of the paired test, Holm-corrected over the candidates.\n");
        return report.ToString();
    }

    public static string Json(RunDifference difference)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 1);
            json.WriteString("task", difference.After.Record.Task);
            json.WriteNumber("rows", difference.Rows);
            Strings("verdict", difference.Verdict);
            Strings("changes", difference.Changes);
            json.WriteStartArray("candidates");
            foreach (var candidate in difference.Candidates)
            {
                json.WriteStartObject();
                json.WriteString("name", candidate.Name);
                json.WriteString("metric", candidate.Metric);
                json.WriteNumber("before", candidate.Was.Value);
                json.WriteNumber("after", candidate.Is.Value);
                json.WriteNumber("difference", candidate.Gain);
                json.WriteNumber("p", candidate.P);
                Strings("gained", candidate.Gained.Select(row => row.Row.Id));
                Strings("lost", candidate.Lost.Select(row => row.Row.Id));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();

            void Strings(string name, IEnumerable<string> values)
            {
                json.WriteStartArray(name);
                foreach (var value in values)
                    json.WriteStringValue(value);
                json.WriteEndArray();
            }
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void Rows(StringBuilder report, string title, ImmutableArray<ChangedRow> rows)
    {
        if (rows.IsEmpty)
            return;
        report.Append($"## {MarkdownText.Inline(title)}\n\n");
        foreach (var row in rows.Take(MostRows))
            report.Append($"- {MarkdownText.Inline(row.Row.Source)}: {MarkdownText.Inline(MarkdownText.Clip(row.Row.Text, LongestText))}\n");
        if (rows.Length > MostRows)
            report.Append($"- … and {Figures.Count(rows.Length - MostRows)} more\n");
        report.Append('\n');
    }

    private static string Time(Comparison comparison) => comparison.Record.Started.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
