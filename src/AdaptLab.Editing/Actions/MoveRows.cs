using System.Text;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Editing.Actions;

/// <summary>Moves the rows of a set, or of eval, out of the spec into a JSON Lines file. Comments between them stay.</summary>
internal static class MoveRows
{
    public static IEnumerable<CodeAction> Of(ActionPlace place)
    {
        if (place is not { IsAtHeader: true, Declaration: { From: null, Block: { CloseBrace: not null } block } declaration } || !declaration.Rows.Any())
            yield break;
        var spec = place.Snapshot.Compilation.Spec;
        var rows = RowsOf(spec, declaration);
        // A row that could not be read would be lost on the way.
        if (rows.Count == 0 || rows.Count != declaration.Rows.Count() || rows.Any(row => !CanMove(spec.Task, row)))
            yield break;

        var path = FreePath(place.Snapshot, declaration.Names.FirstOrDefault()?.Text ?? declaration.Keyword.Text);
        var from = TextChange.Insert(declaration.HeaderSpan.End, $" from {SpecNames.Literal(path)}");
        yield return new CodeAction(
            $"Move the rows to {path}", CodeActionKind.Extract, null, IsPreferred: false,
            () => [FileEdit.OfSpec([from, .. Emptied(block)]), FileEdit.NewFile(path, Lines(spec.Task, rows))]) { CreatesFile = true };
    }

    private static List<RowSpec> RowsOf(Spec spec, DeclarationSyntax declaration) =>
    [
        .. declaration.Keyword.Text switch
        {
            "eval" when spec.Eval.Span == declaration.Span => spec.Eval.Rows,
            "examples" => spec.Examples.FirstOrDefault(set => set.Span == declaration.Span)?.Rows ?? [],
            _ => [],
        },
    ];

    private static bool CanMove(TaskSpec task, RowSpec row) =>
        !string.IsNullOrWhiteSpace(row.Text) && (task.Kind == TaskKind.Extract ? row.Fields.Count > 0 : row.Answer is not null);

    /// <summary>The block goes if nothing but rows was in it.</summary>
    private static IEnumerable<TextChange> Emptied(BlockSyntax block)
    {
        var onlyRows = block.Children.All(child => child is RowSyntax or SyntaxToken { Kind: TokenKind.Comma or TokenKind.OpenBrace or TokenKind.CloseBrace });
        if (onlyRows && !block.Tokens().SkipLast(1).Any(t => t.TrailingTrivia.Any(c => c.IsComment)) && !block.Tokens().Skip(1).Any(t => t.LeadingTrivia.Any(c => c.IsComment)))
        {
            var space = block.OpenBrace.LeadingTrivia is [] && block.Parent is DeclarationSyntax declaration ? declaration.HeaderSpan.End : block.Span.Start;
            return [new TextChange(TextSpan.FromBounds(space, block.Span.End), "")];
        }

        return block.Rows.Select(row => new TextChange(RemovalOf(row), ""));
    }

    /// <summary>As <see cref="Removal"/>, but a comment at the row's end stays, too.</summary>
    private static TextSpan RemovalOf(RowSyntax row)
    {
        var span = Removal.Of(row);
        var last = row.Tokens().Last();
        return last.TrailingTrivia.FirstOrDefault(t => t.IsComment) is { Span.Length: > 0 } comment && span.End > comment.Span.Start
            ? TextSpan.FromBounds(row.Span.Start, comment.Span.Start)
            : span;
    }

    /// <summary>Beside the other data files of the spec, or in `data`, under a name that the spec does not use yet.</summary>
    private static string FreePath(SpecSnapshot snapshot, string name)
    {
        var spec = snapshot.Compilation.Spec;
        var paths = spec.Examples.Select(set => set.File?.Path).Append(spec.Eval.File?.Path).OfType<string>().ToList();
        var folder = paths.FirstOrDefault() is { } first ? first[..(first.LastIndexOf('/') + 1)] : "data/";
        var path = $"{folder}{name}.jsonl";
        for (var i = 2; paths.Contains(path); i++)
            path = $"{folder}{name}-{i}.jsonl";
        return path;
    }

    private static string Lines(TaskSpec task, List<RowSpec> rows)
    {
        var (text, answer) = TaskKinds.Of(task.Kind).Roles.Select(role => role.Name).ToArray() switch
        {
            [var t, var a] => (t, a),
            [var t] => (t, ""),
            _ => ("text", "label"),
        };
        var lines = new StringBuilder();
        foreach (var row in rows)
        {
            var cells = task.Kind == TaskKind.Extract
                // Fields that a row lacks are empty, not absent: the file has all columns.
                ? task.Fields.Select(field => (field.Name, Value: row.Fields.GetValueOrDefault(field.Name, "")))
                : [(answer, row.Answer!)];
            lines.Append('{').AppendJoin(", ", cells.Prepend((text, row.Text)).Select(cell => $"{JsonText.Literal(cell.Item1)}: {JsonText.Literal(cell.Item2)}")).Append("}\n");
        }

        return lines.ToString();
    }
}
