using System.Text;
using AdaptLab.Data;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing.Actions;

/// <summary>The way back from <see cref="MoveRows"/>: writes the rows of a data file into the spec. The file stays where it is.</summary>
internal static class BringRows
{
    /// <summary>A spec of more rows is no longer read by anyone.</summary>
    private const int MostRows = 500;

    public static IEnumerable<CodeAction> Of(ActionPlace place)
    {
        if (!place.IsAtHeader || place.Declaration is not { From: { } from, Path: { } path } declaration || place.Snapshot.Data is not { Data: { } data } reading)
            yield break;
        var spec = place.Snapshot.Compilation.Spec;
        if (FileOf(spec, declaration) is not { } file || !IsWhole(spec, declaration, file, reading, data))
            yield break;

        var rows = Rows(declaration, file, data);
        if (rows.Count is 0 or > MostRows)
            yield break;
        var header = TextSpan.FromBounds(EndBefore(declaration, from), path.Span.End);
        yield return place.Action(
            $"Bring the {rows.Count} rows of {file.Path} into the spec", CodeActionKind.Inline,
            [new TextChange(header, ""), .. Block(declaration, file, rows)]);
    }

    private static DataFile? FileOf(Spec spec, DeclarationSyntax declaration) => declaration.Keyword.Text switch
    {
        "eval" when spec.Eval.Span == declaration.Span => spec.Eval.File,
        "examples" => spec.Examples.FirstOrDefault(set => set.Span == declaration.Span)?.File,
        _ => null,
    };

    /// <summary>Whether what was read is all that there is: no row left out, and no group or id that has no place in a spec.</summary>
    private static bool IsWhole(Spec spec, DeclarationSyntax declaration, DataFile file, SpecDataReading reading, PlanData data)
    {
        var owner = $"{declaration.Keyword.Text} {declaration.Names.FirstOrDefault()?.Text}".TrimEnd() + ":";
        return spec.Task.Kind == TaskKind.Classify
            && !file.Columns.ContainsKey("group") && !file.Columns.ContainsKey("id")
            && !reading.Diagnostics.Any(d => d.Span == file.PathSpan)
            && !data.Notes.Any(note => note.StartsWith(owner, StringComparison.Ordinal));
    }

    private static List<(string Text, string Label)> Rows(DeclarationSyntax declaration, DataFile file, PlanData data)
    {
        var ofFile = file.Path + ":";
        return declaration.Keyword.IsName("eval")
            ? [.. data.Rows.Where(row => row.Source.StartsWith(ofFile, StringComparison.Ordinal)).Select(row => (row.Text, data.Labels[row.Gold].Name))]
            : [.. data.Examples.GetValueOrDefault(declaration.Names.FirstOrDefault()?.Text ?? "", [])
                .Where(row => row.Source.StartsWith(ofFile, StringComparison.Ordinal)).Select(row => (row.Text, data.Labels[row.Label].Name))];
    }

    /// <summary>The rows, and what is left of the block: inline rows that were there, but not what was said about the file.</summary>
    private static IEnumerable<TextChange> Block(DeclarationSyntax declaration, DataFile file, List<(string Text, string Label)> rows)
    {
        var lineEnd = declaration.Keyword.LineEnd;
        var written = new StringBuilder();
        foreach (var (text, label) in rows)
            written.Append($"  {SpecNames.Literal(text)} => {SpecNames.Written(label)}").Append(lineEnd);
        if (declaration.Block is not { } block)
            return [TextChange.Insert(file.PathSpan.End, $" {{{lineEnd}{written}}}")];
        if (!block.Rows.Any() && !block.Tokens().Any(t => t != block.CloseBrace && t.TrailingTrivia.Concat(t == block.OpenBrace ? [] : t.LeadingTrivia).Any(c => c.IsComment)))
            return [new TextChange(block.Span, $"{{{lineEnd}{written}}}")];
        var close = block.CloseBrace!;
        return
        [
            .. block.Properties.Select(property => new TextChange(Removal.Of(property), "")),
            TextChange.Insert(close.Span.Start, (close.OnNewLine ? "" : lineEnd) + written.ToString()),
        ];
    }

    private static int EndBefore(DeclarationSyntax declaration, SyntaxToken from) =>
        (declaration.Names.LastOrDefault() ?? declaration.Keyword).Span.End is var end && end < from.Span.Start ? end : from.Span.Start;
}
