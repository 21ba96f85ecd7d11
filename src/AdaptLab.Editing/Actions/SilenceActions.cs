using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Silencers;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing.Actions;

/// <summary>Silences a diagnostic that is no error, by a comment above its line or in the one that is there.</summary>
internal static class SilenceActions
{
    private const int LongestBeginning = 60;

    public static IEnumerable<CodeAction> Of(SpecSnapshot snapshot, ImmutableArray<Diagnostic> context)
    {
        var able = context.Where(d => !d.IsError && d.Code != Language.Silencers.Silencing.UnusedRule.Code && d.Span.End <= snapshot.Text.Length);
        foreach (var diagnostic in able.DistinctBy(d => (d.Code, snapshot.Compilation.LineMap.Position(d.Span.Start).Line)))
        {
            if (Silenced(snapshot, diagnostic) is { } change)
                yield return new CodeAction($"Silence {diagnostic.Code} here", CodeActionKind.QuickFix, diagnostic, isPreferred: false, [FileEdit.OfSpec(change)]);
        }
    }

    /// <summary>Likewise what is said of one row of a data file, which is named by how it begins: lines move, and a file may have no comments.</summary>
    public static IEnumerable<CodeAction> OfRows(SpecSnapshot snapshot, ImmutableArray<Diagnostic> context)
    {
        var able = context.Where(d => !d.IsError && d is { RowText: not null, File.Line: > 0 } && d.Span.End <= snapshot.Text.Length);
        foreach (var diagnostic in able.DistinctBy(d => (d.Code, d.File!.Path, d.File.Line)))
        {
            if (Comment(snapshot, diagnostic.Span, $"{diagnostic.Code} at {SpecNames.Literal(Beginning(diagnostic.RowText!))}") is { } change)
                yield return new CodeAction($"Silence {diagnostic.Code} at {diagnostic.File!.Path}:{diagnostic.File.Line}", CodeActionKind.QuickFix, diagnostic, isPreferred: false, [FileEdit.OfSpec(change)]);
        }
    }

    /// <summary>As much of a row's text as a comment has room for: whole words, where there are several.</summary>
    private static string Beginning(string text)
    {
        if (text.Length <= LongestBeginning)
            return text;
        var end = text.LastIndexOf(' ', LongestBeginning, LongestBeginning / 2);
        end = end < 0 ? LongestBeginning : end;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)];
    }

    private static TextChange? Silenced(SpecSnapshot snapshot, Diagnostic diagnostic)
    {
        var line = snapshot.Compilation.LineMap.Position(diagnostic.Span.Start).Line;
        return Silencer.In(snapshot.Compilation).FirstOrDefault(s => s.Line == line && s.Row is null && !s.Codes.IsEmpty) is { } silencer
            ? TextChange.Insert(silencer.Codes[^1].Span.End, $", {diagnostic.Code}")
            : Comment(snapshot, diagnostic.Span, diagnostic.Code);
    }

    /// <summary>A silencer above the line at which something is said; null where no comment can stand there.</summary>
    private static TextChange? Comment(SpecSnapshot snapshot, TextSpan at, string what)
    {
        var (tree, lines) = (snapshot.Compilation.Tree, snapshot.Compilation.LineMap);
        var line = lines.Position(at.Start).Line;
        var first = tree.TokensFrom(lines.Line(line).Start).FirstOrDefault(t => t.Span.Start >= lines.Line(line).Start);
        // A line that begins within a string has no place for a comment above it.
        if (first is null || !first.OnNewLine || lines.Position(first.Span.Start).Line != line || first.Kind == TokenKind.EndOfFile)
            return null;
        var indentation = snapshot.Text[lines.Line(line).Start..first.Span.Start];
        return string.IsNullOrWhiteSpace(indentation)
            ? TextChange.Insert(first.Span.Start, $"// adapt: allow {what}{first.LineEnd}{indentation}")
            : null;
    }
}
