namespace AdaptLab.Retrieval;

/// <param name="Heading">The trail of headings over the section; null before the first.</param>
internal readonly record struct Section(int Start, int End, string? Heading);

/// <summary>The parts of a Markdown document between its headings; any other document is one section.</summary>
internal static class Sections
{
    private const string Separator = " › ";

    /// <summary>Sections with their heading line; one with nothing below its heading is left out.</summary>
    public static IEnumerable<Section> Of(string path, string text)
    {
        if (!path.EndsWith(".md", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".markdown", StringComparison.OrdinalIgnoreCase))
            return [new Section(0, text.Length, null)];

        var sections = new List<Section>();
        var trail = new SortedDictionary<int, string>();   // by level
        var (start, body) = (0, 0);
        string? fence = null;
        (int Start, int End)? previous = null;   // a line that may turn out to be a title
        var wasBlank = true;
        for (var line = 0; line < text.Length;)
        {
            var newline = text.IndexOf('\n', line);
            var end = newline < 0 ? text.Length : newline + 1;
            var content = text.AsSpan(line, end - line).Trim();
            if (Fence(content) is { } mark)
            {
                // A fence is closed by its own kind of mark; a "# comment" inside is code and no heading.
                fence = fence is null ? mark : fence == mark ? null : fence;
            }
            else if (fence is null && Level(content) is var level and > 0)
            {
                Begin(line, end, level, content[level..].Trim().TrimEnd('#').Trim().ToString());
            }
            else if (fence is null && previous is { } title && Underline(content) is var underlined and > 0)
            {
                Begin(title.Start, end, underlined, text[title.Start..title.End].Trim());
            }

            // A paragraph of several lines is not underlined, only its last line is; that is no heading worth the name.
            previous = fence is null && IsTitle(content) && previous is null && wasBlank ? (line, end) : null;
            wasBlank = content.IsEmpty;
            line = end;
        }

        Add(text.Length);
        return sections;

        void Begin(int line, int end, int level, string title)
        {
            Add(line);
            (start, body) = (line, end);
            foreach (var deeper in trail.Keys.Where(key => key >= level).ToList())
                trail.Remove(deeper);
            trail[level] = title;
        }

        void Add(int end)
        {
            if (!text.AsSpan(body, end - body).IsWhiteSpace())
                sections.Add(new Section(start, end, Trail(trail)));
        }
    }

    private static string? Trail(SortedDictionary<int, string> trail) => trail.Count == 0 ? null : string.Join(Separator, trail.Values);

    private static string? Fence(ReadOnlySpan<char> line) =>
        line.StartsWith("```") ? "```" : line.StartsWith("~~~") ? "~~~" : null;

    /// <summary>1 under "===", 2 under "---", else 0 (Setext headings).</summary>
    private static int Underline(ReadOnlySpan<char> line) =>
        line.Length < 2 ? 0 : !line.ContainsAnyExcept('=') ? 1 : !line.ContainsAnyExcept('-') ? 2 : 0;

    /// <summary>Whether a line of dashes under it makes it a heading, rather than closing a list, a table or a quotation.</summary>
    private static bool IsTitle(ReadOnlySpan<char> line) => !line.IsEmpty && line[0] is not ('-' or '*' or '+' or '|' or '>' or '#' or '=');

    /// <summary>1 to 6 for an ATX heading, else 0.</summary>
    private static int Level(ReadOnlySpan<char> line)
    {
        var level = line.IndexOfAnyExcept('#');
        return level is >= 1 and <= 6 && line[level] is ' ' or '\t' ? level : 0;
    }
}

/// <summary>Offsets to lines, from 1.</summary>
internal sealed class LineIndex(string text)
{
    private readonly List<int> _starts = [0, .. text.Index().Where(c => c.Item == '\n').Select(c => c.Index + 1)];

    public int LineOf(int offset)
    {
        var index = _starts.BinarySearch(offset);
        return index >= 0 ? index + 1 : ~index;
    }
}
