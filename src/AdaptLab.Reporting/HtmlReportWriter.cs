using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using AdaptLab.Reporting.Html;
using AdaptLab.Reporting.Plots;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;
using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace AdaptLab.Reporting;

/// <summary>The report as one self-contained page, made from the Markdown form: plots stand where that has text drawings.
/// No network, both themes; one script, which sorts the first table and without which all stays as it is.</summary>
public sealed class HtmlReportWriter : IReportWriter
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().DisableHtml().Build();
    private static readonly string Style = Resource("report.css");
    private static readonly string Script = $"\n{Resource("sorting.mjs")}\n\nmakeSortable(document.querySelector(\"table\"));\n".ReplaceLineEndings("\n");
    private static readonly string ScriptHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)));

    public ImmutableArray<string> Extensions { get; } = [".html", ".htm"];

    public string Write(Comparison comparison)
    {
        var document = Markdig.Markdown.Parse(MarkdownReportWriter.Write(comparison, ConfusionPlot.Room), Pipeline);
        Typography.KeepFiguresWhole(document);
        using var body = new StringWriter { NewLine = "\n" };
        var renderer = new HtmlRenderer(body);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<Markdig.Extensions.Tables.HtmlTableRenderer>(new TableRenderer());
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new PlotRenderer(comparison));
        renderer.Render(document);
        return Page(comparison.Record, body.ToString());
    }

    // The policy makes sure that nothing but our own script, whatever the rows say, is ever loaded or run.
    private static string Page(RunRecord record, string body) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{ScriptHash}'">
        <title>{WebUtility.HtmlEncode(MarkdownText.OneLine(record.Task))}: comparison</title>
        <style>
        {Style}
        </style>
        <script type="module">{Script}</script>
        </head>
        <body>
        <main>
        {body}
        </main>
        </body>
        </html>

        """.ReplaceLineEndings("\n");

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlReportWriter).Assembly.GetManifestResourceStream(typeof(HtmlReportWriter), name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Trim();
    }
}
