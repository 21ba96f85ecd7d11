using System.Collections.Immutable;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Audit;

/// <summary>What can be written in a spec to mend one of its rows. Rows of data files are mended there.</summary>
internal static class RowMends
{
    /// <summary>Null for a row of a data file.</summary>
    public static Fix? Remove(AuditContext context, AuditedRow row, string title = "Remove this row") =>
        Syntax(context, row) is { } syntax ? Fix.Replace(title, Removal.Of(syntax), "") : null;

    /// <summary>Null for a row of a data file.</summary>
    public static Fix? Relabel(AuditContext context, AuditedRow row, string label) =>
        Syntax(context, row)?.Answer is { } answer ? Fix.Replace($"Change the label to '{label}'", answer.Span, SpecNames.Written(label)) : null;

    /// <summary>Those that there are.</summary>
    public static ImmutableArray<Fix> Choices(params IEnumerable<Fix?> fixes) => [.. fixes.OfType<Fix>()];

    private static RowSyntax? Syntax(AuditContext context, AuditedRow row) => row.Source.Inline
        ? context.Compilation.Tree.TokenAt(row.Source.Span.Start).Ancestors().OfType<RowSyntax>().FirstOrDefault()
        : null;
}
