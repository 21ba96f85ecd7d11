namespace AdaptLab.Language.Diagnostics;

/// <summary>ADAPT23xx: what only shows when the files that a spec names are read. Raised by who reads them; the span is
/// that of the path or declaration in the spec, and <see cref="Diagnostic.File"/> says where in the file.</summary>
public static class DataDiagnostics
{
    public static readonly DiagnosticRule MissingFileRule = new("ADAPT2301", Severity.Error, "File not found");
    public static readonly DiagnosticRule UnreadableFileRule = new("ADAPT2302", Severity.Error, "File cannot be read");
    public static readonly DiagnosticRule MissingColumnRule = new("ADAPT2303", Severity.Error, "Column not found");
    public static readonly DiagnosticRule BadRowRule = new("ADAPT2304", Severity.Error, "Row cannot be read");
    public static readonly DiagnosticRule SkippedRowsRule = new("ADAPT2305", Severity.Warning, "Rows left out");
    public static readonly DiagnosticRule UndeclaredLabelRule = new("ADAPT2306", Severity.Error, "Label in a data file is not declared");
    public static readonly DiagnosticRule EmptyDataRule = new("ADAPT2307", Severity.Error, "No rows");
    public static readonly DiagnosticRule NoDocumentsRule = new("ADAPT2308", Severity.Error, "No documents");
    public static readonly DiagnosticRule PromptTooLongRule = new("ADAPT2309", Severity.Error, "Prompt longer than the model's window");
    public static readonly DiagnosticRule ShotsDroppedRule = new("ADAPT2310", Severity.Information, "Shots dropped");
    public static readonly DiagnosticRule MissingSecretRule = new("ADAPT2311", Severity.Error, "Environment variable is not set");
    public static readonly DiagnosticRule TooFewFoldRowsRule = new("ADAPT2312", Severity.Error, "Fewer rows than folds");

    /// <param name="nearest">A file beside it with a similar name, if there is one.</param>
    public static Diagnostic MissingFile(TextSpan span, string path, string? nearest = null) =>
        MissingFileRule.At(span, $"There is no file '{path}'.{DidYouMean.Sentence(nearest)} Paths are relative to the spec file.")
        with { File = new FilePlace(path) };

    /// <param name="reason">A clause: "it is not UTF-8 text", "access is denied".</param>
    public static Diagnostic UnreadableFile(TextSpan span, string path, string reason) =>
        UnreadableFileRule.At(span, $"'{path}' cannot be read: {reason}.") with { File = new FilePlace(path) };

    public static Diagnostic MissingColumn(TextSpan span, string role, string column, FilePlace file, IEnumerable<string> columns)
    {
        var known = columns.ToList();
        return MissingColumnRule.At(
            span,
            $"'{file.Path}' has no column '{column}'.{DidYouMean.Sentence(DidYouMean.Nearest(column, known))} It has {Quote.OneOf(known)}; name the right one with '{role}: \"…\"'.")
            with { File = file };
    }

    /// <param name="reason">A clause: "the text is empty", "a closing quote is missing".</param>
    public static Diagnostic BadRow(TextSpan span, FilePlace file, string reason) =>
        BadRowRule.At(span, $"The row at {file} cannot be read: {reason}. Mend it, or leave such rows out with 'badRows: skip'.") with { File = file };

    public static Diagnostic SkippedRows(TextSpan span, FilePlace file, int skipped, int kept) =>
        SkippedRowsRule.At(span, $"{Count(skipped, "row")} of '{file.Path}' could not be read and {(skipped == 1 ? "is" : "are")} left out ('badRows: skip'); {kept} remain.")
        with { File = file };

    public static Diagnostic UndeclaredLabel(TextSpan span, FilePlace file, string label, IEnumerable<string> labels) =>
        UndeclaredLabelRule.At(span, $"The label {Quote.Text(label)} at {file} is not declared in the task.{DidYouMean.Sentence(DidYouMean.Nearest(label, labels))}")
        with { File = file };

    /// <param name="what">"eval", "examples expert".</param>
    public static Diagnostic EmptyData(TextSpan span, string what, FilePlace? file = null) =>
        EmptyDataRule.At(span, file is null ? $"'{what}' has no rows." : $"'{what}' has no rows: '{file.Path}' holds none.") with { File = file };

    public static Diagnostic NoDocuments(TextSpan span, string pattern) =>
        NoDocumentsRule.At(span, $"No file matches '{pattern}'. Patterns are relative to the spec file; '**' stands for any folders.");

    /// <param name="span">The strategy's declaration.</param>
    public static Diagnostic PromptTooLong(TextSpan span, string strategy, int tokens, int window) =>
        PromptTooLongRule.At(span, $"A prompt of '{strategy}' takes {tokens} tokens, but the model reads at most {window}. Use fewer shots, shorter chunks or a shorter instruction.");

    public static Diagnostic ShotsDropped(TextSpan span, string strategy, int used, int asked, int window) =>
        ShotsDroppedRule.At(span, $"'{strategy}' uses {used} of {asked} shots: more do not fit in the model's {window} tokens.");

    public static Diagnostic MissingSecret(TextSpan span, string variable) =>
        MissingSecretRule.At(span, $"The environment variable '{variable}' is not set.");

    public static Diagnostic TooFewFoldRows(TextSpan span, int rows, int folds) =>
        TooFewFoldRowsRule.At(span, $"{folds} folds need at least {folds} examples; there {(rows == 1 ? "is" : "are")} {rows}.");

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
