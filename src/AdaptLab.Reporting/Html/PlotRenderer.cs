using System.Xml.Linq;
using AdaptLab.Reporting.Plots;
using AdaptLab.Reporting.Sections;
using AdaptLab.Results;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace AdaptLab.Reporting.Html;

/// <summary>Puts a plot where the Markdown has its drawing in characters, and a list that opens where it has the short form.</summary>
internal sealed class PlotRenderer(Comparison comparison) : CodeBlockRenderer
{
    /// <summary>Of the page, beyond which it does not grow.</summary>
    private const double Width = 1000;

    protected override void Write(HtmlRenderer renderer, CodeBlock block)
    {
        if (block is FencedCodeBlock { Info: CitationSection.Fence })
        {
            renderer.Write(CitationList.Write(comparison));
            return;
        }

        var plot = (block as FencedCodeBlock)?.Info switch
        {
            IntervalChart.Fence => AccuracyLatencyPlot.Draw(comparison, Width),
            CurveSection.Fence => CurvePlot.Draw(comparison, Width),
            ConfusionSection.Fence => ConfusionPlot.Draw(comparison, Width),
            _ => null,
        };
        if (plot is null)
            base.Write(renderer, block);
        else
            renderer.Write("<figure>").Write(plot.ToString(SaveOptions.DisableFormatting)).WriteLine("</figure>");
    }
}
