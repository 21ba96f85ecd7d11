using AdaptLab.Cli.Terminal;
using AdaptLab.Results;

namespace AdaptLab.Cli.Rendering;

/// <summary>The result of a comparison on the terminal: the table, the verdict, what was required, what to know.</summary>
internal static class ComparisonText
{
    /// <param name="exitCode">That of the command, named where a requirement decides it; null where the run is only shown again.</param>
    public static void Write(Screen screen, Comparison comparison, int? exitCode, bool withHeadline = true)
    {
        if (withHeadline)
            screen.Line((Headline.Of(comparison.Record), Tones.Strong));
        screen.Line();
        var table = ResultTable.Of(comparison, screen.Traits.Width);
        screen.Write(table.Render(comparison, screen));
        if (!table.LeftOut.IsEmpty)
            screen.Line(($"  (too narrow for {string.Join(", ", table.LeftOut)}; reports have them)", Tones.Quiet));
        screen.Line();
        foreach (var sentence in comparison.Verdict)
            screen.Line(sentence);

        Curves(screen, comparison);
        Findings(screen, comparison);
        var record = comparison.Record;
        if (comparison.Failed.Length > 0 || record.Requirements.Length > 0 || record.Notes.Length > 0)
            screen.Line();
        foreach (var failed in comparison.Failed)
            screen.Line(("Failed   ", Tones.Bad), ($"{failed.Name}: {failed.Reason}", Tones.Plain));
        foreach (var requirement in record.Requirements)
        {
            var code = !requirement.Met && exitCode == ExitCode.RequirementNotMet ? $"   exit code {exitCode}" : "";
            screen.Line(
                requirement.Met ? ("Met      ", Tones.Good) : ("Failed   ", Tones.Bad),
                ($"require {requirement.Text}   ({requirement.Explanation}){code}", Tones.Plain));
        }

        foreach (var note in record.Notes)
            screen.Line(("Note     ", Tones.Accent), (note, Tones.Plain));
    }

    private static void Curves(Screen screen, Comparison comparison)
    {
        if (comparison.Curves.IsEmpty)
            return;
        screen.Line();
        screen.Line(($"{comparison.Metric} against the number of examples", Tones.Quiet));
        screen.Write(CurveLines.Of(comparison, screen));
    }

    /// <summary>What to do now, and what it stands on beside the table; a line each.</summary>
    private static void Findings(Screen screen, Comparison comparison)
    {
        // Of many pairs, those with the candidate that is advised or scores highest.
        var chosen = comparison.Tie?.Cheapest ?? comparison.Best;
        (string Word, string Text)[] lines =
        [
            .. comparison.Advice.Select(advice => ("Advice   ", advice.Text)),
            .. comparison.CurveSentences.Select(sentence => ("Curve    ", sentence)),
            .. comparison.BreakEvens.Where(breakEven => breakEven.Prepared == chosen || breakEven.Ready == chosen).Take(3).Select(breakEven => ("Cost     ", breakEven.Sentence)),
        ];
        if (lines.Length > 0)
            screen.Line();
        foreach (var (word, text) in lines)
            screen.Line((word, Tones.Accent), (text, Tones.Plain));
    }
}
