using System.Globalization;
using System.Xml.Linq;
using AdaptLab.Reporting.Plots;
using AdaptLab.Results;
using AdaptLab.Results.Tests;

namespace AdaptLab.Reporting.Tests.Plots;

public class PlotTests
{
    private static readonly Box Page = new(0, 0, 900, 300);

    [Fact]
    public void Labels_cover_neither_each_other_nor_points_nor_the_edge_even_where_points_crowd()
    {
        var random = new Random(11);
        for (var trial = 0; trial < 50; trial++)
        {
            // Nine points in a corner of the page, as candidates of much the same speed and accuracy are.
            var labels = Enumerable.Range(0, 9)
                .Select(_ => new Labelled(600 + 240 * random.NextDouble(), 60 + 160 * random.NextDouble(), 110, 16)).ToArray();
            var points = labels.Select(label => new Box(label.X - 5, label.Y - 5, 10, 10)).ToArray();

            var placed = LabelPlacement.Place(labels, [], Page);

            for (var i = 0; i < placed.Length; i++)
            {
                Assert.Equal(0, placed[i].Outside(Page), 1e-6);
                for (var j = 0; j < i; j++)
                    Assert.Equal(0, placed[i].Overlap(placed[j]), 1e-6);
                Assert.All(points, point => Assert.True(placed[i].Overlap(point) < 10));
            }
        }
    }

    [Fact]
    public void A_lone_point_has_its_label_beside_it()
    {
        var placed = LabelPlacement.Place([new Labelled(100, 100, 50, 16)], [], Page).Single();

        Assert.Equal(100 - 8, placed.Y);
        Assert.InRange(placed.X, 105, 115);
    }

    [Fact]
    public void The_log_axis_spaces_equal_ratios_equally_and_survives_zero()
    {
        var axis = LogAxis.Of([1, 100], 0, 1000);

        Assert.Equal(axis.Position(10) - axis.Position(1), axis.Position(100) - axis.Position(10), 1e-9);
        Assert.Contains(10, axis.Ticks());
        Assert.True(double.IsFinite(LogAxis.Of([0, 0], 0, 1000).Position(0)));
        Assert.NotEmpty(LogAxis.Of([], 0, 1000).Ticks());
        Assert.NotEmpty(LogAxis.Of([5], 0, 1000).Ticks());
    }

    [Fact]
    public void Every_candidate_is_drawn_and_the_front_is_marked()
    {
        // The third is slower than the first and scores lower: not on the front.
        var comparison = Comparison.Of(SyntheticRun.Of(
            200, 1, new Wanted("lora", 0.7, 3), new Wanted("rag", 0.9, 30), new Wanted("prompt", 0.5, 14)));

        var plot = AccuracyLatencyPlot.Draw(comparison, 1000);

        var points = plot.Descendants("g").Where(Is("point")).ToArray();
        Assert.Equal(["rag", "lora", "prompt"], points.Select(point => point.Elements("text").Single().Value));
        Assert.Equal([true, true, false], points.Select(Is("front-point")));
        Assert.Equal([true, false, false], points.Select(Is("best")));
        Assert.True(Number(points[1], "cx") < Number(points[2], "cx"));
        Assert.True(Number(points[0], "cy") < Number(points[1], "cy"));
    }

    [Fact]
    public void Confusion_cells_tell_what_they_stand_for()
    {
        var comparison = Comparison.Of(SyntheticRun.Answers([0, 0, 1], ("lora", new[] { 0, 1, 1 })));

        var hints = ConfusionPlot.Draw(comparison, 1000).Descendants("g").Elements("title").Select(title => title.Value).ToArray();

        Assert.Equal(["label0 read as label0: 1 of 2", "label0 read as label1: 1 of 2", "label1 read as label1: 1 of 1"], hints);
    }

    private static Func<XElement, bool> Is(string classes) => element => element.Attribute("class")?.Value.Split(' ').Contains(classes) == true;

    private static double Number(XElement group, string attribute) =>
        double.Parse(group.Element("circle")!.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
