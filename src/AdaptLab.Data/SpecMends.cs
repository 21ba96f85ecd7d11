using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Language.Syntax;

namespace AdaptLab.Data;

/// <summary>What to write in a spec so that a fault of its files is none any more.</summary>
internal sealed class SpecMends(Compilation compilation)
{
    /// <summary>Names the column of a role, in place of the one named so far.</summary>
    /// <param name="column">Of the file.</param>
    public TextEdit? Column(DataFile file, string role, string column) => Property(file, role, SpecNames.Literal(column));

    public TextEdit? SkipBadRows(DataFile file) => Property(file, "badRows", "skip");

    /// <summary>Null where the task declares no labels.</summary>
    public TextEdit? Declare(string label) =>
        compilation.Tree.Root.Declarations.FirstOrDefault(d => d.Keyword.IsName("task"))?.Block?.Property("labels")?.Value is { } labels
            ? Insertion.Item(labels, SpecNames.Written(label) + (labels is BlockSyntax ? ": \"\"" : ""))
            : null;

    /// <summary>Where the number of folds stands.</summary>
    public TextSpan? Folds() =>
        compilation.Tree.Root.Declarations.FirstOrDefault(d => d.Keyword.IsName("eval"))?.Block?.Property("folds")?.Value?.Span;

    private TextEdit? Property(DataFile file, string name, string value)
    {
        if (compilation.Tree.Root.Declarations.FirstOrDefault(d => d.Path?.Span == file.PathSpan) is not { } declaration)
            return null;
        return declaration.Block?.Property(name)?.Value is { } written
            ? new TextEdit(written.Span, value)
            : Insertion.Property(declaration, name, value);
    }
}
