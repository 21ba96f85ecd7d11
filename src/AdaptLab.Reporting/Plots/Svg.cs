using System.Globalization;
using System.Xml.Linq;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Reporting.Plots;

/// <summary>The few shapes that the plots are made of. Colours come from the page's style sheet, by class, so that both themes work.</summary>
internal static class Svg
{
    /// <param name="id">Unique within the page.</param>
    /// <param name="description">What the picture shows, for those who do not see it.</param>
    public static XElement Picture(string id, double width, double height, string title, string description, params object[] content) => new(
        "svg",
        new XAttribute("viewBox", $"0 0 {Number(width)} {Number(height)}"),
        new XAttribute("width", Number(width)),
        new XAttribute("role", "img"),
        new XAttribute("aria-labelledby", $"{id}-title {id}-desc"),
        new XElement("title", new XAttribute("id", id + "-title"), MarkdownText.OneLine(title)),
        new XElement("desc", new XAttribute("id", id + "-desc"), MarkdownText.OneLine(description)),
        content);

    public static XElement Group(string classes, params object[] content) => new("g", new XAttribute("class", classes), content);

    /// <summary>Shown when the pointer rests on the shape around it.</summary>
    public static XElement Hint(string text) => new("title", MarkdownText.OneLine(text));

    public static XElement Line(string classes, double x1, double y1, double x2, double y2) => new(
        "line", Class(classes), Attribute("x1", x1), Attribute("y1", y1), Attribute("x2", x2), Attribute("y2", y2));

    public static XElement Path(string classes, IEnumerable<(double X, double Y)> points) => new(
        "path", Class(classes), new XAttribute("d", "M" + string.Join("L", points.Select(p => $"{Number(p.X)} {Number(p.Y)}"))));

    public static XElement Circle(string classes, double x, double y, double radius) => new(
        "circle", Class(classes), Attribute("cx", x), Attribute("cy", y), Attribute("r", radius));

    public static XElement Rectangle(string classes, double x, double y, double width, double height) => new(
        "rect", Class(classes), Attribute("x", x), Attribute("y", y), Attribute("width", width), Attribute("height", height));

    /// <param name="anchor">"start", "middle" or "end".</param>
    public static XElement Text(string classes, double x, double y, string text, string anchor = "start") => new(
        "text", Class(classes), Attribute("x", x), Attribute("y", y), new XAttribute("text-anchor", anchor), MarkdownText.OneLine(text));

    /// <summary>About how wide a text is set, in the page's sans serif; rather too wide than too narrow.</summary>
    public static double TextWidth(string text, double size) => size * text.EnumerateRunes().Sum(rune => rune.Value switch
    {
        'i' or 'j' or 'l' or 't' or 'f' or 'r' or ' ' or '.' or ',' or '-' or '\'' => 0.36,
        'm' or 'w' or 'M' or 'W' or '%' => 0.92,
        >= 'A' and <= 'Z' => 0.72,
        < 0x2E80 => 0.6,
        _ => 1.05,
    });

    public static string Number(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);

    private static XAttribute Attribute(string name, double value) => new(name, Number(value));

    private static XAttribute Class(string classes) => new("class", classes);
}
