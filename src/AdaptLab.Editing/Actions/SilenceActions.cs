using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Silencers;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing.Actions;

/// <summary>Silences a diagnostic that is no error, by a comment above its line or in the one that is there.</summary>
internal static class SilenceActions
{
    public static IEnumerable<CodeAction> Of(SpecSnapshot snapshot, ImmutableArray<Diagnostic> context)
    {
        var able = context.Where(d => !d.IsError && d.Code != Language.Silencers.Silencing.UnusedRule.Code && d.Span.End <= snapshot.Text.Length);
        foreach (var diagnostic in able.DistinctBy(d => (d.Code, snapshot.Compilation.LineMap.Position(d.Span.Start).Line)))
        {
            if (Silenced(snapshot, diagnostic) is { } change)
                yield return new CodeAction($"Silence {diagnostic.Code} here", CodeActionKind.QuickFix, diagnostic, isPreferred: false, [FileEdit.OfSpec(change)]);
        }
    }

    private static TextChange? Silenced(SpecSnapshot snapshot, Diagnostic diagnostic)
    {
        var (tree, lines) = (snapshot.Compilation.Tree, snapshot.Compilation.LineMap);
        var line = lines.Position(diagnostic.Span.Start).Line;
        if (Silencer.In(snapshot.Compilation).FirstOrDefault(s => s.Line == line && !s.Codes.IsEmpty) is { } silencer)
            return TextChange.Insert(silencer.Codes[^1].Span.End, $", {diagnostic.Code}");
        var first = tree.TokensFrom(lines.Line(line).Start).FirstOrDefault(t => t.Span.Start >= lines.Line(line).Start);
        // A line that begins within a string has no place for a comment above it.
        if (first is null || !first.OnNewLine || lines.Position(first.Span.Start).Line != line || first.Kind == TokenKind.EndOfFile)
            return null;
        var indentation = snapshot.Text[lines.Line(line).Start..first.Span.Start];
        return string.IsNullOrWhiteSpace(indentation)
            ? TextChange.Insert(first.Span.Start, $"// adapt: allow {diagnostic.Code}{first.LineEnd}{indentation}")
            : null;
    }
}
