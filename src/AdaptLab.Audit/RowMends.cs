using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Audit;

/// <summary>What can be done to a row, in the spec or in the data file that it stands in.</summary>
internal static class RowMends
{
    /// <summary>Null for a row of a file that is no text.</summary>
    public static Fix? Remove(AuditContext context, AuditedRow row, string title = "Remove this row") =>
        Syntax(context, row) is { } syntax ? Fix.Replace(title, Removal.Of(syntax), "") : InFile(context, row, title, RowChange.Remove);

    /// <inheritdoc cref="Remove"/>
    public static Fix? Relabel(AuditContext context, AuditedRow row, string label)
    {
        var title = $"Change the label to '{label}'";
        return Syntax(context, row)?.Answer is { } answer
            ? Fix.Replace(title, answer.Span, SpecNames.Written(label))
            : InFile(context, row, title, RowChange.Set, file => [new RowCell(ColumnOf(file, "label"), label)]);
    }

    /// <summary>A row behind this one to be written to its end: nearly the same text with another label, so that what decides between the
    /// two is learnt (contrast sets; Gardner et al. 2020). Its note is part of the text, so that it is not overlooked.</summary>
    /// <inheritdoc cref="Remove"/>
    public static Fix? AddContrast(AuditContext context, AuditedRow row, string label)
    {
        var title = $"Add a second example beside it that is '{label}'";
        var text = $"{row.Text.Trim()} [change what decides until this is '{label}', and remove this note]";
        return Syntax(context, row) is { } syntax
            ? new Fix(title, [Insertion.RowAfter(syntax, $"{SpecNames.Literal(text)} => {SpecNames.Written(label)}")])
            : InFile(context, row, title, RowChange.AddAfter, file =>
            [
                new RowCell(TextColumn(context, file), text),
                new RowCell(ColumnOf(file, "label"), label),
                // What belongs together stays on one side of any split.
                .. row.Source.Group is { } group ? [new RowCell(ColumnOf(file, "group"), group)] : Array.Empty<RowCell>(),
            ]);
    }

    /// <summary>Several as one; null where one of them cannot be made.</summary>
    public static Fix? All(string title, IReadOnlyCollection<Fix?> fixes) => fixes.Any(fix => fix is null)
        ? null
        : new Fix(title, [.. fixes.SelectMany(fix => fix!.Edits)]) { Rows = [.. fixes.SelectMany(fix => fix!.Rows)] };

    /// <summary>Those that there are.</summary>
    public static ImmutableArray<Fix> Choices(params IEnumerable<Fix?> fixes) => [.. fixes.OfType<Fix>()];

    private static RowSyntax? Syntax(AuditContext context, AuditedRow row) => row.Source.Inline
        ? context.Compilation.Tree.TokenAt(row.Source.Span.Start).Ancestors().OfType<RowSyntax>().FirstOrDefault()
        : null;

    /// <summary>Where rows are offered a mend together, the title says which one it is for.</summary>
    private static Fix? InFile(AuditContext context, AuditedRow row, string title, RowChange change, Func<DataFile, RowCell[]>? cells = null)
    {
        var file = context.Spec.Examples.Select(set => set.File).Append(context.Spec.Eval.File).OfType<DataFile>().FirstOrDefault(file => file.PathSpan == row.Source.Span);
        return file is null || row.Source.File is not { } place || file.Path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) ? null
            : new Fix($"{title} ({row.Place})", []) { Rows = [new RowMend(place, new RowCell(TextColumn(context, file), row.Text), change, cells?.Invoke(file) ?? [])] };
    }

    private static string TextColumn(AuditContext context, DataFile file) => ColumnOf(file, context.Spec.Task.Kind == TaskKind.Answer ? "question" : "text");

    private static string ColumnOf(DataFile file, string role) => file.Columns.GetValueOrDefault(role, role);
}
