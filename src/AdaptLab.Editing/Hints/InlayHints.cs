using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Syntax;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Editing;

/// <summary>A few words shown within the text.</summary>
/// <param name="Tooltip">Markdown; may be empty.</param>
/// <param name="Before">Whether it belongs to what follows it; else a space stands before it.</param>
public sealed record InlayHint(int Offset, string Label, string Tooltip, bool Before);

/// <summary>Rows behind a path, the result behind a strategy, and behind an eval row who got it right.</summary>
public static class InlayHints
{
    /// <summary>Of more strategies only their number fits behind a row.</summary>
    private const int MostStrategies = 4;

    /// <summary>Of more rows, examples and eval together, an editor does not audit by itself: what an audit keeps of them would be most of
    /// what the server takes, and what it learns from examples grows with the square of their number.</summary>
    public const int MostAuditedRows = 3000;

    /// <param name="range">Hints within it.</param>
    /// <param name="ofStrategies">Whether results stand behind strategies; not where lenses above them say the same.</param>
    public static ImmutableArray<InlayHint> Of(SpecSnapshot snapshot, TextSpan range, bool ofStrategies = true)
    {
        var hints = ImmutableArray.CreateBuilder<InlayHint>();
        foreach (var declaration in snapshot.Compilation.Tree.Root.Declarations)
        {
            if (declaration.Span.End < range.Start || declaration.Span.Start > range.End)
                continue;
            if (declaration.Path is { } path && Size(snapshot, declaration) is { } size)
                Add(new InlayHint(path.Span.End, size, "", Before: false));
            if (Cursor.IsOf(declaration, "eval") && RowCounts.Of(snapshot.Data) is > MostAuditedRows and var rows)
                Add(Unaudited(declaration, rows));
            if (snapshot.Results is not { } results)
                continue;
            if (ofStrategies && Cursor.IsOf(declaration, "strategy") && Result(snapshot, results.Comparison, declaration) is { } hint)
                Add(hint);
            else if (Cursor.IsOf(declaration, "eval") || (Cursor.IsOf(declaration, "examples") && snapshot.Compilation.Spec.Eval.Folds is not null))
                AddRows(results, declaration);
        }

        return hints.ToImmutable();

        void AddRows(SpecResults results, DeclarationSyntax declaration)
        {
            foreach (var row in declaration.Rows)
            {
                if (row.Span.End > range.End)
                    break;
                if (row.Span.End < range.Start || !row.HasAnswer)
                    continue;
                Add(RowResults.IndexOf(results, row) is { } index
                    ? OfRow(results.Comparison, row, index)
                    : new InlayHint(row.Span.End, "not judged yet", "New or changed since the last run.", Before: false));
            }
        }

        void Add(InlayHint hint)
        {
            if (hint.Offset >= range.Start && hint.Offset <= range.End)
                hints.Add(hint);
        }
    }

    /// <summary>What is not looked at must not pass for what is right.</summary>
    private static InlayHint Unaudited(DeclarationSyntax declaration, int rows) => new(
        declaration.HeaderSpan.End, "not audited here",
        $"The {Figures.Count(rows)} rows of examples and eval are not looked at for repeats, contradictions, leakage and wrong labels while you type: above {Figures.Count(MostAuditedRows)} that is left to the command. `adaptlab audit SPEC` looks at all of them.",
        Before: false);

    /// <summary>"240 rows", "6 files"; null where it has not been read.</summary>
    private static string? Size(SpecSnapshot snapshot, DeclarationSyntax declaration)
    {
        if (Cursor.IsOf(declaration, "documents"))
        {
            return declaration.Names is [var name, ..] && snapshot.Data?.Data?.Documents.GetValueOrDefault(name.Text) is { IsDefault: false } documents
                ? Figures.Count(documents.Length, "file")
                : null;
        }

        return DataHover.FileOf(snapshot, declaration) is { } file ? Figures.Count((int)Math.Min(file.Rows, int.MaxValue), "row") : null;
    }

    private static InlayHint? Result(SpecSnapshot snapshot, Comparison comparison, DeclarationSyntax declaration)
    {
        var names = Candidates.NamesOf(snapshot, declaration);
        if (names.IsEmpty || Candidates.Of(comparison, names).FirstOrDefault() is not { } best)
            return null;
        var stale = snapshot.Results!.StalenessOf(best.Run) is null ? "" : " · stale";
        return new InlayHint(declaration.HeaderSpan.End, Candidates.Brief(comparison, best) + stale, MarkdownText.Inline(comparison.VerdictOn(best)), Before: false);
    }

    /// <summary>"✓ lora ✗ prompt (termination 0.61)", or of many "5 of 8 right".</summary>
    private static InlayHint OfRow(Comparison comparison, RowSyntax row, int index)
    {
        var shown = comparison.BestOfEach.ToArray();
        var marks = shown.Select(candidate => candidate.Answers[index] is { IsRight: false } wrong
            ? $"✗ {candidate.Run.Strategy} ({SourceText.Clip(wrong.Text, 24)} {Figures.Share(wrong.Probability)})"
            : $"✓ {candidate.Run.Strategy}").ToArray();
        var right = shown.Count(candidate => candidate.Answers[index].IsRight);
        return marks.Length <= MostStrategies
            ? new InlayHint(row.Span.End, string.Join(' ', marks), "", Before: false)
            : new InlayHint(row.Span.End, $"{Figures.Count(right)} of {Figures.Count(shown.Length)} right", string.Join("  \n", marks.Select(MarkdownText.Inline)), Before: false);
    }
}
