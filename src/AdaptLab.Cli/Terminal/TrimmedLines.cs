using Spectre.Console.Rendering;

namespace AdaptLab.Cli.Terminal;

/// <summary>Something rendered, without the spaces that fill its lines up: they stay in whatever the output is copied to.</summary>
internal sealed class TrimmedLines(IRenderable inner) : IRenderable
{
    public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        var lines = Segment.SplitLines(inner.Render(options, maxWidth));
        for (var index = 0; index < lines.Count; index++)
        {
            var last = lines[index].FindLastIndex(segment => !segment.IsControlCode && !string.IsNullOrWhiteSpace(segment.Text));
            for (var i = 0; i < last; i++)
                yield return lines[index][i];
            if (last >= 0)
                yield return new Segment(lines[index][last].Text.TrimEnd(' '), lines[index][last].Style, lines[index][last].Link);
            if (index < lines.Count - 1)
                yield return Segment.LineBreak;
        }
    }
}
