using System.Globalization;
using System.Xml.Linq;
using AdaptLab.Reporting.Sections;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Reporting.Plots;

/// <summary>Confusion matrices side by side, the labels in the same order in each: what is right in grey, what is confused in the accent.</summary>
internal static class ConfusionPlot
{
    /// <summary>All candidates; more labels than this leave no cell that one could see.</summary>
    public static readonly ConfusionSection.Room Room = new(Candidates: int.MaxValue, Labels: 40);

    private const double Gap = 26, LeastMatrix = 140, TextSize = 12;
    private const double RoomForHalves = 28;
    private const int LongestLabel = 22;

    /// <param name="width">As wide as it will be shown: text keeps its size.</param>
    public static XElement Draw(Comparison comparison, double width)
    {
        var labels = comparison.Record.Labels.Select(label => MarkdownText.Clip(label, LongestLabel)).ToArray();
        var margin = labels.Max(label => Svg.TextWidth(label, TextSize)) + 14;

        // The last label leans out over the right edge of its matrix.
        var room = width - margin - Svg.TextWidth(labels[^1], TextSize) * Math.Sqrt(0.5);

        // Four side by side, or fewer: larger ones, or as many as there is room for.
        var available = Math.Max(room / Math.Clamp(comparison.Ranked.Length, 2, 4), LeastMatrix) - Gap;
        var cell = Math.Clamp(Math.Min(available, 300) / labels.Length, 5, 44);
        var size = cell * labels.Length;
        var perLine = Math.Max(1, (int)((room + Gap) / (Math.Max(size, 120) + Gap)));
        var stride = Math.Max(size, 120) + Gap;

        // Slanted labels over the first line of matrices, the names of the candidates over each.
        var head = cell >= 10 ? margin * 0.75 : 0;
        var lines = (comparison.Ranked.Length + perLine - 1) / perLine;
        var picture = Svg.Picture(
            "confusion", width, head + lines * (size + 40), "Confusion matrices",
            "For each candidate, the gold label down and the answered label across; the sections before and after give the main figures as text.");
        for (var i = 0; i < comparison.Ranked.Length; i++)
        {
            double left = margin + i % perLine * stride, top = head + i / perLine * (size + 40) + 24;
            if (i < perLine && head > 0)
                picture.Add(Across(labels, left, top - 24, cell));
            if (i % perLine == 0 && cell >= 10)
                picture.Add(Down(labels, left, top, cell));
            picture.Add(Matrix(comparison, comparison.Ranked[i], left, top, cell));
        }

        return picture;
    }

    private static XElement Across(string[] labels, double left, double bottom, double cell) => Svg.Group("axis", labels.Select((label, index) =>
    {
        double x = left + (index + 0.5) * cell + 3, y = bottom - 2;
        var text = Svg.Text("", x, y, label);
        text.Add(new XAttribute("transform", $"rotate(-45 {Svg.Number(x)} {Svg.Number(y)})"));
        return text;
    }));

    private static XElement Down(string[] labels, double left, double top, double cell) => Svg.Group("axis", labels.Select((label, index) =>
        Svg.Text("", left - 8, top + (index + 0.5) * cell + 4, label, "end")));

    private static XElement Matrix(Comparison comparison, CandidateSummary candidate, double left, double top, double cell)
    {
        var matrix = candidate.Confusion;
        var size = cell * matrix.Labels;
        var name = MarkdownText.Clip(candidate.Name, (int)(Math.Max(size, 120) / (TextSize * 0.6)));
        var group = Svg.Group("matrix", Svg.Text("name", left, top - 8, name), Svg.Rectangle("ground", left, top, size, size));
        for (var gold = 0; gold < matrix.Labels; gold++)
            for (var answer = 0; answer < matrix.Labels; answer++)
                if (matrix[gold, answer] > 0)
                    group.Add(Cell(comparison.Record, candidate, gold, answer, left + answer * cell, top + gold * cell, cell));
        return group;
    }

    private static XElement Cell(RunRecord record, CandidateSummary candidate, int gold, int answer, double x, double y, double cell)
    {
        var matrix = candidate.Confusion;
        double rows = (double)matrix[gold, answer] / matrix.Seeds, of = (double)matrix.Gold(gold) / matrix.Seeds;
        var share = rows / of;
        var square = Svg.Rectangle(gold == answer ? "right" : "wrong", x + 0.5, y + 0.5, cell - 1, cell - 1);

        // A single confused row must be seen as well: by the root, small shares stand out.
        var opacity = 0.1 + 0.9 * (gold == answer ? share : Math.Sqrt(share));
        square.Add(new XAttribute("fill-opacity", opacity.ToString("F2", CultureInfo.InvariantCulture)));
        var group = new XElement(
            "g",
            Svg.Hint($"{record.Labels[gold]} read as {record.Labels[answer]}: {rows.ToString("0.#", CultureInfo.InvariantCulture)} of {Figures.Count(of)}"),
            square);
        // Half a row, one seed of two, is neither none nor one.
        if ((cell >= RoomForHalves ? rows.ToString("0.#", CultureInfo.InvariantCulture) : cell >= 17 && Math.Round(rows) >= 1 ? Figures.Count(rows) : null) is { } count)
            group.Add(Svg.Text(opacity > 0.6 ? "count on-dark" : "count", x + cell / 2, y + cell / 2 + 4, count, "middle"));
        return group;
    }
}
