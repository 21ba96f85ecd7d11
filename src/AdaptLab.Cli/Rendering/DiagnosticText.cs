using System.Text;
using AdaptLab.Cli.Files;
using AdaptLab.Cli.Terminal;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;
using Spectre.Console;

namespace AdaptLab.Cli.Rendering;

/// <summary>Diagnostics as compilers write them: "path:line:column: error ADAPT2101: message", so that editors and build logs find
/// the place. On a terminal the source line stands beneath.</summary>
internal sealed class DiagnosticText(Screen screen)
{
    public void Write(SpecFile spec, Diagnostic diagnostic)
    {
        var place = DiagnosticPlace.Of(spec, diagnostic);
        screen.Line(
            ($"{place}: ", Tones.Strong),
            ($"{Name(diagnostic.Severity)} {diagnostic.Code}", Tone(diagnostic.Severity)),
            ($": {diagnostic.Message}", Tones.Plain));
        Snippet(place);
        if (place.IsInData)
            screen.Line(($"  {DiagnosticPlace.InSpec(spec, diagnostic.Span)}: ", Tones.Quiet), ("note: read here", Tones.Quiet));
        foreach (var related in diagnostic.Related)
        {
            var there = DiagnosticPlace.InSpec(spec, related.Span);
            screen.Line(($"  {there}: ", Tones.Quiet), ($"note: {related.Message}", Tones.Quiet));
        }

        if (diagnostic.Fix is { } fix)
            screen.Line(("  help: ", Tones.Good), (fix.Title, Tones.Plain));
        if (screen.Traits.IsTerminal)
            screen.Line();
    }

    /// <summary>A file that could not be looked into at all.</summary>
    public void Write(string path, string problem) =>
        screen.Line(($"{path}: ", Tones.Strong), ("error", Tones.Bad), ($": {problem}", Tones.Plain));

    public static string Name(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        Severity.Information => "info",
        _ => "hint",
    };

    private static Style Tone(Severity severity) => severity switch
    {
        Severity.Error => Tones.Bad,
        Severity.Warning => Tones.Doubtful,
        _ => Tones.Accent,
    };

    private void Snippet(DiagnosticPlace place)
    {
        if (!screen.Traits.IsTerminal || place.SourceLine() is not { } line)
            return;
        var number = place.Line.ToString();
        var snippet = SourceSnippet.Of(line, place.Column - 1, place.Length, screen.Width - number.Length - 5);
        screen.Line(($"  {number} │ ", Tones.Quiet), (snippet.Text, Tones.Plain));
        screen.Line(($"  {new string(' ', number.Length)} │ ", Tones.Quiet), (snippet.Underline, Tones.Bad));
    }
}

/// <summary>One line of a source with what is meant in it underlined, cut to a width.</summary>
internal readonly record struct SourceSnippet(string Text, string Underline)
{
    private const string Cut = "…";

    /// <param name="start">Zero-based, in UTF-16 code units.</param>
    /// <param name="width">In cells.</param>
    public static SourceSnippet Of(string line, int start, int length, int width)
    {
        start = Math.Clamp(start, 0, line.Length);
        var before = Cells(line[..start]);
        var marked = Cells(line[start..Math.Min(line.Length, start + Math.Max(0, length))]);
        var after = Cells(line[Math.Min(line.Length, start + Math.Max(0, length))..]);

        // What is marked must be seen; some of what stands around it helps.
        var room = Math.Max(10, width - 1);
        var behind = marked.GetCellWidth() + Math.Min(after.GetCellWidth(), room / 4);
        if (before.GetCellWidth() + behind > room)
            before = Cut + Tail(before, Math.Max(room / 3, room - behind) - 1);
        var text = before + marked + after;
        if (text.GetCellWidth() > room)
            text = Head(text, room - 1) + Cut;
        var carets = Math.Min(Math.Max(1, marked.GetCellWidth()), Math.Max(1, room - before.GetCellWidth()));
        return new SourceSnippet(text.TrimEnd(), new string(' ', before.GetCellWidth()) + new string('^', carets));
    }

    private static string Cells(string text) => SafeText.OneLine(text);

    private static string Head(string text, int cells)
    {
        var head = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            cells -= rune.ToString().GetCellWidth();
            if (cells < 0)
                break;
            head.Append(rune.ToString());
        }

        return head.ToString();
    }

    private static string Tail(string text, int cells)
    {
        var start = text.Length;
        while (start > 0)
        {
            var step = start > 1 && char.IsLowSurrogate(text[start - 1]) ? 2 : 1;
            cells -= text.Substring(start - step, step).GetCellWidth();
            if (cells < 0)
                break;
            start -= step;
        }

        return text[start..];
    }
}
