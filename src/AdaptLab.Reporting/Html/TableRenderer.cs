using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace AdaptLab.Reporting.Html;

/// <summary>Tables whose headers say what they head, in a frame that scrolls where the window is narrow.</summary>
internal sealed class TableRenderer : HtmlObjectRenderer<Table>
{
    protected override void Write(HtmlRenderer renderer, Table table)
    {
        renderer.EnsureLine();
        renderer.WriteLine("<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"table\"><table>");
        foreach (var row in table.OfType<TableRow>())
        {
            if (row.IsHeader)
                renderer.WriteLine("<thead>");
            renderer.Write("<tr>");
            for (var column = 0; column < row.Count; column++)
                Cell(renderer, (TableCell)row[column], Element(row, column), IsRight(table, column));
            renderer.WriteLine("</tr>");
            if (row.IsHeader)
                renderer.WriteLine("</thead>").WriteLine("<tbody>");
        }

        renderer.WriteLine("</tbody></table></div>");
    }

    private static string Element(TableRow row, int column) => row.IsHeader ? "th scope=\"col\"" : column == 0 ? "th scope=\"row\"" : "td";

    private static bool IsRight(Table table, int column) =>
        column < table.ColumnDefinitions.Count && table.ColumnDefinitions[column].Alignment == TableColumnAlign.Right;

    private static void Cell(HtmlRenderer renderer, TableCell cell, string element, bool right)
    {
        renderer.Write($"<{element}{(right ? " class=\"number\"" : "")}>");
        // A cell's paragraph is only its text.
        var wasImplicit = renderer.ImplicitParagraph;
        renderer.ImplicitParagraph = true;
        foreach (Block block in cell)
            renderer.Render(block);
        renderer.ImplicitParagraph = wasImplicit;
        renderer.Write($"</{element.Split(' ')[0]}>");
    }
}
