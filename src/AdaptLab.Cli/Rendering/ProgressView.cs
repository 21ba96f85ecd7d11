using AdaptLab.Cli.Terminal;
using AdaptLab.Results;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AdaptLab.Cli.Rendering;

/// <summary>The live display: a line a candidate, with a bar, what runs now and the time left. Never wider or higher than the terminal.</summary>
internal static class ProgressView
{
    private const string Gap = "  ";

    /// <summary>Lines that the terminal needs for itself, the prompt and the closing line among them.</summary>
    private const int Reserved = 4;

    public static IRenderable Render(ProgressState state, int width, int height, bool hasColor, bool isStopping)
    {
        var view = new Paragraph { Overflow = Overflow.Crop };
        var (first, count) = Shown(state, Math.Max(3, height - Reserved));
        var names = Column(state.Candidates.Select(candidate => candidate.Strategy), width / 4);
        var sets = Column(state.Candidates.Select(candidate => candidate.TrainingSet), width / 5);
        for (var index = first; index < first + count; index++)
        {
            if (index > first)
                view.Append("\n");
            foreach (var (text, style) in Line(state.Candidates[index], names, sets, width - 1))
                view.Append(text, hasColor ? style : Style.Plain);
        }

        if (count < state.Candidates.Length)
            view.Append($"\n{Gap}{Figures.Count(state.Candidates.Count(c => c.Phase is Phase.Finished or Phase.Failed))} of {Figures.Count(state.Candidates.Length)} finished", hasColor ? Tones.Quiet : Style.Plain);
        if (isStopping)
            view.Append($"\n{Gap}stopping … (Ctrl+C again ends at once)", hasColor ? Tones.Doubtful : Style.Plain);
        return view;
    }

    private static IEnumerable<(string Text, Style Style)> Line(CandidateProgress candidate, int names, int sets, int width)
    {
        var isWaiting = candidate.Phase == Phase.Waiting;
        var name = $"{Gap}{Fit(candidate.Strategy, names)}{Gap}{Fit(candidate.TrainingSet, sets)}{Gap}";
        yield return (name, isWaiting ? Tones.Quiet : candidate.Phase == Phase.Running ? Tones.Strong : Tones.Plain);
        if (isWaiting)
        {
            yield return ("waiting …", Tones.Quiet);
            yield break;
        }

        var used = name.GetCellWidth();
        if (candidate.Phase != Phase.Failed && BarCells(width) is > 0 and var cells)
        {
            var filled = (int)Math.Round(Math.Clamp(candidate.Fraction ?? 0, 0, 1) * cells);
            yield return (new string('█', filled), candidate.Phase == Phase.Finished ? Tones.Good : Tones.Accent);
            yield return (new string('░', cells - filled) + Gap, Tones.Quiet);
            used += cells + Gap.Length;
        }

        var left = candidate.Left is { } time ? $"{Gap}{Clock(time)} left" : "";
        var room = Math.Max(0, width - used - left.Length);
        yield return (Shorten(candidate.Activity, room), candidate.Phase == Phase.Failed ? Tones.Bad : Tones.Plain);
        yield return (left, Tones.Quiet);
    }

    private static int BarCells(int width) => width >= 79 ? 20 : width >= 59 ? 10 : 0;

    // The one that runs, what came right before it and what comes next.
    private static (int First, int Count) Shown(ProgressState state, int lines)
    {
        if (state.Candidates.Length <= lines)
            return (0, state.Candidates.Length);
        lines--;
        return (Math.Clamp(state.Current - (lines / 2), 0, state.Candidates.Length - lines), lines);
    }

    private static int Column(IEnumerable<string> texts, int most) => Math.Min(most, texts.Max(text => SafeText.OneLine(text).GetCellWidth()));

    private static string Fit(string text, int cells)
    {
        var cut = Cut(text, cells);
        return cut + new string(' ', cells - cut.GetCellWidth());
    }

    // Half a figure is worse than none: what comes after a comma goes as a whole.
    private static string Shorten(string activity, int cells)
    {
        while (activity.GetCellWidth() > cells && activity.LastIndexOf(", ", StringComparison.Ordinal) is var comma and > 0)
            activity = activity[..comma];
        return Cut(activity, cells);
    }

    private static string Cut(string text, int cells)
    {
        text = SafeText.OneLine(text);
        if (text.GetCellWidth() <= cells)
            return text;
        if (cells == 0)
            return "";
        while (text.GetCellWidth() > cells - 1)
            text = text[..^(text.Length > 1 && char.IsLowSurrogate(text[^1]) ? 2 : 1)];
        return text + "…";
    }

    /// <summary>"00:14", "1:02:14".</summary>
    private static string Clock(TimeSpan time) => time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"mm\:ss");
}
