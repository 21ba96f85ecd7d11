using System.Net;
using System.Text;
using AdaptLab.Reporting.Sections;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Reporting.Html;

/// <summary>The eval rows, each of which opens to what was looked up for it.</summary>
internal static class CitationList
{
    /// <summary>A page with more would open slowly.</summary>
    private const int MostRows = 1000;
    private const int LongestText = 160;

    public static string Write(Comparison comparison)
    {
        var rows = CitationSection.RowsOf(comparison);
        var html = new StringBuilder();
        foreach (var row in rows.Take(MostRows))
        {
            var info = comparison.Record.Rows[row];
            var readers = CitedBy.Of(comparison, row);
            var marks = string.Join(" · ", readers.Select(reader => $"{(reader.IsRight ? "✓" : "✗")}\u00A0{reader.Name}"));
            html.Append($"<details class=\"cited\"><summary>{Text(info.Text, LongestText)} <small>{Text(info.Source, LongestText)} · {WebUtility.HtmlEncode(marks)}</small></summary>\n");
            foreach (var reader in readers)
            {
                if (readers.Length > 1)
                    html.Append($"<p>{WebUtility.HtmlEncode(reader.Name)}</p>\n");
                html.Append("<ol>\n");
                foreach (var citation in reader.Citations)
                    html.Append($"<li>{Text(citation.Text, int.MaxValue)} <small>{Text(citation.Source, LongestText)} · {CitationSection.Score(citation.Score)}</small></li>\n");
                html.Append("</ol>\n");
            }

            html.Append("</details>\n");
        }

        if (rows.Length > MostRows)
            html.Append($"<p>… and {Figures.Count(rows.Length - MostRows, "more row")}: the report as JSON has all of them.</p>\n");
        return html.ToString();
    }

    private static string Text(string text, int length) => WebUtility.HtmlEncode(MarkdownText.Clip(text, length));
}
