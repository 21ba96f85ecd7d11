using System.Text;
using AdaptLab.Data;
using AdaptLab.Language.Binding;
using AdaptLab.Language.Schema;
using AdaptLab.Language.Syntax;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Editing;

/// <summary>The task, its sets, and the files that they are read from.</summary>
internal static class DataHover
{
    /// <summary>More labels than this are counted, not listed.</summary>
    private const int MostLabels = 12;

    private const int MostDocuments = 8;

    public static string OfTask(SpecSnapshot snapshot)
    {
        var task = snapshot.Compilation.Spec.Task;
        var kind = TaskKinds.Of(task.Kind);
        var text = new StringBuilder($"**{MarkdownText.Inline(task.Name)}**, a task to {kind.Name}  \n{kind.Doc}");
        if (snapshot.Results?.Comparison.Verdict is [var first, ..])
            text.Append($"\n\n{MarkdownText.Inline(first)}");
        return text.ToString();
    }

    /// <summary>A set of examples or documents.</summary>
    public static string? OfSet(SpecSnapshot snapshot, string name)
    {
        var spec = snapshot.Compilation.Spec;
        if (spec.Documents.FirstOrDefault(set => set.Name == name) is { } documents)
            return OfDocuments(snapshot, documents);
        if (spec.Examples.FirstOrDefault(set => set.Name == name) is not { } examples)
            return null;
        var text = new StringBuilder($"**{MarkdownText.Inline(name)}**, examples: {Sizes(snapshot, examples)}");
        if (RowCounts.OfSet(snapshot, examples) is { Count: > 0 } counts)
            text.Append("  \n").Append(Labels(counts));
        if (snapshot.Results?.Comparison is { } comparison && comparison.Ranked.FirstOrDefault(candidate => candidate.Run.TrainingSet == name) is { } best)
            text.Append($"\n\nBest on it: {MarkdownText.Inline(best.Run.Strategy)}, {Candidates.Brief(comparison, best)}.");
        return text.ToString();
    }

    /// <summary>The path of a declaration that reads one.</summary>
    public static string? OfPath(SpecSnapshot snapshot, DeclarationSyntax declaration)
    {
        var spec = snapshot.Compilation.Spec;
        if (Cursor.IsOf(declaration, "documents"))
            return spec.Documents.FirstOrDefault(set => set.Span == declaration.Span) is { } set ? OfDocuments(snapshot, set) : null;
        if (declaration.Path?.Token.Value is not string path)
            return null;
        if (FileOf(snapshot, declaration) is not { } file)
            return $"{MarkdownText.Code(path)}  \nIt has not been read yet.";
        var mapped = (spec.Examples.FirstOrDefault(set => set.Span == declaration.Span)?.File ?? (spec.Eval.Span == declaration.Span ? spec.Eval.File : null))?.Columns;
        var columns = file.Columns.Select(column =>
            MarkdownText.Inline(column) + (mapped?.Where(role => role.Value == column).Select(role => role.Key).ToArray() is { Length: > 0 } roles ? $" (the {string.Join(" and ", roles)})" : ""));
        return $"{MarkdownText.Code(path)}: {Rows(file.Rows)}  \nColumns: {string.Join(", ", columns)}\n\n{Labels(snapshot, file)}".TrimEnd();
    }

    public static string OfColumn(SpecSnapshot snapshot, DeclarationSyntax declaration, PropertySchema role)
    {
        var text = PropertyHover.Markdown(role);
        return FileOf(snapshot, declaration) is { Columns: { IsEmpty: false } columns }
            ? $"{text}\n\nThe file has: {string.Join(", ", columns.Select(MarkdownText.Inline))}"
            : text;
    }

    /// <summary>What was read from a declaration's file; null where it has not been.</summary>
    public static DataFileReading? FileOf(SpecSnapshot snapshot, DeclarationSyntax declaration)
    {
        var what = Cursor.IsOf(declaration, "eval") ? "eval" : declaration.Names.IsEmpty ? null : $"examples {declaration.Names[0].Text}";
        return snapshot.Data?.Files.FirstOrDefault(file => file.Declaration == what && file.Path.Equals(declaration.Path?.Token.Value as string, StringComparison.Ordinal));
    }

    private static string OfDocuments(SpecSnapshot snapshot, DocumentSet set)
    {
        var text = new StringBuilder($"**{MarkdownText.Inline(set.Name)}**, documents from {MarkdownText.Code(set.Pattern)}");
        text.Append($"  \nIn pieces of at most {Figures.Count(set.ChunkTokens)} tokens, {Figures.Count(set.OverlapTokens)} of them shared with the next.");
        if (snapshot.Data?.Data?.Documents.GetValueOrDefault(set.Name) is not { IsDefaultOrEmpty: false } documents)
            return text.ToString();
        text.Append($"\n\n{Figures.Count(documents.Length, "file")}:\n");
        text.AppendJoin('\n', documents.Take(MostDocuments).Select(document => $"- {MarkdownText.Inline(document.Path)}"));
        return documents.Length > MostDocuments ? text.Append("\n- …").ToString() : text.ToString();
    }

    private static string Sizes(SpecSnapshot snapshot, ExampleSet set)
    {
        var inline = set.Rows.IsEmpty ? null : Figures.Count(set.Rows.Length, "row") + (set.File is null ? "" : " inline");
        var read = snapshot.Data?.Files.FirstOrDefault(file => file.Declaration == $"examples {set.Name}");
        var file = set.File is null ? null : $"{(read is null ? "rows" : Rows(read.Rows))} from {MarkdownText.Code(set.File.Path)}";
        return string.Join(" and ", new[] { inline, file }.OfType<string>().DefaultIfEmpty("no rows"));
    }

    private static string Labels(SpecSnapshot snapshot, DataFileReading file)
    {
        if (snapshot.Data is not { } data)
            return "";
        return Labels(file.LabelPlaces.GroupBy(place => place.Label)
            .Where(rows => rows.Key < data.Labels.Length).ToDictionary(rows => data.Labels[rows.Key].Name, rows => rows.Count(), StringComparer.Ordinal));
    }

    /// <summary>"termination 31, renewal 28, …", the most frequent first.</summary>
    private static string Labels(IReadOnlyDictionary<string, int> counts) => counts.Count > MostLabels
        ? $"{Figures.Count(counts.Count, "label")}"
        : string.Join(", ", counts.OrderByDescending(label => label.Value).Select(label => $"{MarkdownText.Label(label.Key)} {Figures.Count(label.Value)}"));

    private static string Rows(long rows) => $"{Figures.Count((double)rows)} {(rows == 1 ? "row" : "rows")}";
}
