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
    public static readonly DiagnosticRule LeakedExampleRule = new("ADAPT2313", Severity.Warning, "Example is an eval row, too");
    public static readonly DiagnosticRule LeakedPassageRule = new("ADAPT2314", Severity.Warning, "Document repeats an eval row");
    public static readonly DiagnosticRule LeakedGroupRule = new("ADAPT2315", Severity.Warning, "Example of a group that eval holds");
    public static readonly DiagnosticRule DocumentsTooLargeRule = new("ADAPT2316", Severity.Error, "Documents too large");
    public static readonly DiagnosticRule TooManyLabelsRule = new("ADAPT2317", Severity.Error, "Too many labels");

    /// <param name="nearest">A file beside it with a similar name, if there is one.</param>
    public static Diagnostic MissingFile(TextSpan span, string path, string? nearest = null) =>
        MissingFileRule.At(span, $"There is no file '{path}'.{DidYouMean.Sentence(nearest)} Paths are relative to the spec file.")
        with { File = new FilePlace(path), Fix = nearest is null ? null : Fix.Replace($"Change to \"{nearest}\"", span, Quote.Literal(nearest)) };

    /// <param name="reason">A clause: "it is not UTF-8 text", "access is denied".</param>
    public static Diagnostic UnreadableFile(TextSpan span, string path, string reason) =>
        UnreadableFileRule.At(span, $"'{path}' cannot be read: {reason}.") with { File = new FilePlace(path) };

    public static Diagnostic UnreadableFile(TextSpan span, FilePlace place, string reason) =>
        UnreadableFileRule.At(span, $"'{place.Path}' cannot be read: {reason}{(place.Line == 0 ? "" : $" (line {place.Line})")}.") with { File = place };

    /// <param name="mapping">Says in the spec which column the role has; null where that has no place.</param>
    public static Diagnostic MissingColumn(
        TextSpan span, string role, string column, FilePlace file, IEnumerable<string> columns, Func<string, TextEdit?>? mapping = null)
    {
        var known = columns.ToList();
        var nearest = DidYouMean.Nearest(column, known);
        return MissingColumnRule.At(
            span,
            $"'{file.Path}' has no column '{column}'.{DidYouMean.Sentence(nearest)} It has {Quote.OneOf(known)}; name the right one with '{role}: \"…\"'.")
            with { File = file, Fix = nearest is not null && mapping?.Invoke(nearest) is { } edit ? new Fix($"Take the column '{nearest}'", [edit]) : null };
    }

    /// <param name="reason">A clause: "the text is empty", "a closing quote is missing".</param>
    /// <param name="skip">Says in the spec that such rows are left out.</param>
    public static Diagnostic BadRow(TextSpan span, FilePlace file, string reason, TextEdit? skip = null) =>
        BadRowRule.At(span, $"The row at {file} cannot be read: {reason}. Mend it, or leave such rows out with 'badRows: skip'.")
        with { File = file, Fix = skip is { } edit ? new Fix("Leave such rows out: 'badRows: skip'", [edit]) : null };

    public static Diagnostic SkippedRows(TextSpan span, FilePlace file, int skipped, int kept) =>
        SkippedRowsRule.At(span, $"{Count(skipped, "row")} of '{file.Path}' could not be read and {(skipped == 1 ? "is" : "are")} left out ('badRows: skip'); {kept} remain.")
        with { File = file };

    /// <param name="declare">Adds the label to the task, for want of one that is like it.</param>
    public static Diagnostic UndeclaredLabel(TextSpan span, FilePlace file, string label, IEnumerable<string> labels, TextEdit? declare = null)
    {
        var nearest = DidYouMean.Nearest(label, labels);
        return UndeclaredLabelRule.At(span, $"The label {Quote.Text(label)} at {file} is not declared in the task.{DidYouMean.Sentence(nearest)}")
            with { File = file, Fix = nearest is null && declare is { } edit ? new Fix($"Declare the label {Quote.Text(label)}", [edit]) : null };
    }

    /// <summary>As <see cref="UndeclaredLabel"/>, where the task declares no labels and those of the examples count.</summary>
    public static Diagnostic UnseenLabel(TextSpan span, FilePlace file, string label, IEnumerable<string> labels) =>
        UndeclaredLabelRule.At(span, $"No example has the label {Quote.Text(label)} of the eval row at {file}.{DidYouMean.Sentence(DidYouMean.Nearest(label, labels))}")
        with { File = file };

    public static Diagnostic TooManyLabels(TextSpan span, FilePlace file, int most) =>
        TooManyLabelsRule.At(span, $"The examples have more than {most} different labels, the next one at {file}. Is 'label' the right column?")
        with { File = file };

    /// <summary>Stands for the rest, where only the first of many places with one fault are listed.</summary>
    public static Diagnostic Further(DiagnosticRule rule, TextSpan span, FilePlace? file, int count) =>
        rule.At(span, $"{Count(count, "more place")}{(file is null ? "" : $" in '{file.Path}'")} with the same fault: {char.ToLowerInvariant(rule.Title[0])}{rule.Title[1..]}.")
        with { File = file };

    /// <param name="what">"eval", "examples expert".</param>
    public static Diagnostic EmptyData(TextSpan span, string what, FilePlace file) =>
        EmptyDataRule.At(span, $"'{what}' has no rows: '{file.Path}' holds none.") with { File = file };

    /// <param name="what">"examples expert".</param>
    public static Diagnostic NothingLeft(TextSpan span, string what) =>
        EmptyDataRule.At(span, $"'{what}' has no rows left: every one of them is in eval, too.");

    /// <param name="example">Where the example stands, for the message; <see cref="Diagnostic.File"/> is the caller's to set.</param>
    public static Diagnostic LeakedExample(TextSpan span, FilePlace example, FilePlace evalRow, string set) =>
        LeakedExampleRule.At(span, $"The example at {example} has the text of the eval row at {evalRow}, but for case, spacing and punctuation. It is left out of '{set}'.");

    public static Diagnostic LeakedGroup(TextSpan span, FilePlace example, string group, string set) =>
        LeakedGroupRule.At(span, $"The example at {example} belongs to the group {Quote.Text(group)}, of which eval holds rows. It is left out of '{set}'.");

    public static Diagnostic LeakedPassage(TextSpan span, FilePlace passage, FilePlace evalRow, string set) =>
        LeakedPassageRule.At(span, $"The text at {passage} repeats the eval row at {evalRow}. The passage is cut out of '{set}'.") with { File = passage };

    /// <param name="what">A path or pattern.</param>
    /// <param name="limit">What it exceeds: "16 MiB".</param>
    public static Diagnostic DocumentsTooLarge(TextSpan span, string what, string limit) =>
        DocumentsTooLargeRule.At(span, $"'{what}' is more than {limit}, too much to search. Narrow the pattern, or leave out what is not text to look things up in.");

    public static Diagnostic NoDocuments(TextSpan span, string pattern) =>
        NoDocumentsRule.At(span, $"No file matches '{pattern}'. Patterns are relative to the spec file; '**' stands for any folders.");

    /// <param name="span">The strategy's declaration.</param>
    public static Diagnostic PromptTooLong(TextSpan span, string strategy, int tokens, int window) =>
        PromptTooLongRule.At(span, $"A prompt of '{strategy}' takes {tokens} tokens, but the model reads at most {window}. Use fewer shots, shorter chunks or a shorter instruction.");

    /// <summary>The same where other requests have fitted.</summary>
    /// <param name="row">The eval row's place.</param>
    public static Diagnostic RowTooLong(TextSpan span, string strategy, string row) =>
        PromptTooLongRule.At(span, $"With the eval row at {row}, a prompt of '{strategy}' does not fit in the model's window. Shorten the row or leave it out.");

    public static Diagnostic ShotsDropped(TextSpan span, string strategy, int used, int asked, int window) =>
        ShotsDroppedRule.At(span, $"'{strategy}' uses {used} of {asked} shots: more do not fit in the model's {window} tokens.");

    public static Diagnostic MissingSecret(TextSpan span, string variable) =>
        MissingSecretRule.At(span, $"The environment variable '{variable}' is not set.");

    /// <param name="number">Where the number of folds stands in the spec.</param>
    public static Diagnostic TooFewFoldRows(TextSpan span, int rows, int folds, TextSpan? number = null) =>
        TooFewFoldRowsRule.At(span, $"{folds} folds need at least {folds} examples; there {(rows == 1 ? "is" : "are")} {rows}.")
        with { Fix = rows >= 2 && number is { } place ? Fix.Replace($"Change to {rows}", place, $"{rows}") : null };

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
