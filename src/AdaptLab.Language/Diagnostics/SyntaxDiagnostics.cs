using AdaptLab.Language.Syntax;

namespace AdaptLab.Language.Diagnostics;

/// <summary>ADAPT1xxx: the text cannot be read as the language.</summary>
public static class SyntaxDiagnostics
{
    public static readonly DiagnosticRule UnexpectedTextRule = new("ADAPT1001", Severity.Error, "Unexpected text");
    public static readonly DiagnosticRule NotTextRule = new("ADAPT1002", Severity.Error, "Not a text file");
    public static readonly DiagnosticRule BadCharacterRule = new("ADAPT1003", Severity.Error, "Character of no meaning here");
    public static readonly DiagnosticRule UnterminatedStringRule = new("ADAPT1004", Severity.Error, "String without an end");
    public static readonly DiagnosticRule BadEscapeRule = new("ADAPT1005", Severity.Error, "Unknown escape in a string");
    public static readonly DiagnosticRule RawStringShapeRule = new("ADAPT1006", Severity.Error, "Raw string out of shape");
    public static readonly DiagnosticRule UnterminatedCommentRule = new("ADAPT1007", Severity.Error, "Comment without an end");
    public static readonly DiagnosticRule BadNumberRule = new("ADAPT1008", Severity.Error, "Not a number");
    public static readonly DiagnosticRule WrongQuotesRule = new("ADAPT1009", Severity.Error, "Wrong quotes");
    public static readonly DiagnosticRule ExpectedColonRule = new("ADAPT1010", Severity.Error, "Colon expected");
    public static readonly DiagnosticRule ExpectedArrowRule = new("ADAPT1011", Severity.Error, "Arrow expected");
    public static readonly DiagnosticRule ExpectedValueRule = new("ADAPT1012", Severity.Error, "Value expected");
    public static readonly DiagnosticRule ExpectedSeparatorRule = new("ADAPT1013", Severity.Error, "Comma or new line expected");
    public static readonly DiagnosticRule MissingCloseRule = new("ADAPT1014", Severity.Error, "Bracket without its partner");
    public static readonly DiagnosticRule ExpectedNameRule = new("ADAPT1015", Severity.Error, "Name expected");
    public static readonly DiagnosticRule ExpectedPathRule = new("ADAPT1016", Severity.Error, "Path expected");
    public static readonly DiagnosticRule UnquotedRowRule = new("ADAPT1017", Severity.Error, "Row without quotes");
    public static readonly DiagnosticRule TooDeepRule = new("ADAPT1018", Severity.Error, "Nested too deeply");
    public static readonly DiagnosticRule TooManyErrorsRule = new("ADAPT1019", Severity.Error, "Too many syntax errors");

    /// <param name="onlyClosing">Nothing but brackets that close none.</param>
    public static Diagnostic UnexpectedText(TextSpan span, string text, string context, bool onlyClosing) =>
        UnexpectedTextRule.At(span, $"Unexpected {Quote.Text(text)} {context}.")
        with { Fix = onlyClosing ? Fix.Replace("Remove what closes nothing", span, "") : null };

    public static Diagnostic NotText(TextSpan span) =>
        NotTextRule.At(span, "This is not a text file: it holds a NUL character. Save the spec as UTF-8 text.");

    /// <param name="moreOnLine">Whether a name or a string follows on the same line.</param>
    public static Diagnostic BadCharacter(TextSpan span, string text, bool moreOnLine) =>
        BadCharacterRule.At(span, $"{Quote.Text(text)} has no meaning outside a string or a comment. Remove it, or put the text in quotes.")
        with { Fix = SlipOfAnotherLanguage(span, text, moreOnLine) };

    /// <summary>What begins a comment or ends a statement elsewhere.</summary>
    private static Fix? SlipOfAnotherLanguage(TextSpan span, string text, bool moreOnLine) =>
        text.All(c => c == '#') ? Fix.Replace("Make it a comment: '//'", span, "//")
        : text.All(c => c == ';') ? (moreOnLine ? Fix.Replace("Change to ','", span, ",") : Fix.Replace("Remove ';'", span, ""))
        : null;

    public static Diagnostic UnterminatedString(TextSpan span, string closing, Fix? fix = null) =>
        UnterminatedStringRule.At(span, closing == "\""
            ? "This string has no closing '\"' on its line. Close it, or use \"\"\" for text of several lines."
            : $"This raw string is never closed. Close it with {closing}.") with { Fix = fix };

    /// <summary>Closes a string at its line's end, or before the arrow of its row.</summary>
    /// <param name="content">From behind the opening quote to the end of the line.</param>
    internal static Fix? CloseString(int contentStart, ReadOnlySpan<char> content)
    {
        var arrow = content.LastIndexOf("=>");
        var end = (arrow < 0 ? content : content[..arrow]).TrimEnd().Length;
        // Behind a backslash the quote would be part of the text.
        return end == 0 || content[end - 1] == '\\' ? null : Fix.Insert("Insert '\"'", contentStart + end, "\"");
    }

    public static Diagnostic BadEscape(TextSpan span, string text) =>
        BadEscapeRule.At(span, text.StartsWith("\\u", StringComparison.Ordinal)
            ? $"'{text}' is no character. Write \\u and four hexadecimal digits; a character beyond U+FFFF takes two such escapes, high half first."
            : $"'{text}' is no escape. Use one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX, or \\\\ for a backslash.")
        with { Fix = text.Length == 2 ? Fix.Insert("Write a backslash as '\\\\'", span.Start, "\\") : null };

    public static Diagnostic RawStringShape(TextSpan span, string what, Fix fix) => RawStringShapeRule.At(span, what) with { Fix = fix };

    /// <param name="lineEnd">Where the comment's first line ends.</param>
    public static Diagnostic UnterminatedComment(TextSpan span, int lineEnd) =>
        UnterminatedCommentRule.At(span, "This comment is never closed. End it with '*/'.")
        with { Fix = Fix.Insert("End it on this line: '*/'", lineEnd, " */") };

    public static Diagnostic UnknownUnit(TextSpan span, string text, string unit)
    {
        var meant = unit.ToLowerInvariant() switch
        {
            "sec" or "secs" or "second" or "seconds" => "s",
            "msec" or "msecs" or "millis" or "milliseconds" => "ms",
            "pct" or "percent" => "%",
            _ => null,
        };
        return BadNumberRule.At(span, $"'{text}' is no number: '{unit}' is not a known unit. Units are '%', 'ms' and 's'.")
            with { Fix = meant is null ? null : Fix.Replace($"Change to '{meant}'", new TextSpan(span.End - unit.Length, unit.Length), meant) };
    }

    public static Diagnostic NumberTooLarge(TextSpan span, string text) =>
        BadNumberRule.At(span, $"{Quote.Text(text)} is too large for a number.");

    public static Diagnostic WrongQuotes(TextSpan span, string value) =>
        WrongQuotesRule.At(span, "Strings stand in straight double quotes: \"…\".")
        with { Fix = Fix.Replace("Use straight double quotes", span, Quote.Literal(value)) };

    public static Diagnostic ExpectedColon(SyntaxToken name, SyntaxToken? equals) =>
        equals is null
            ? ExpectedColonRule.At(name.Span, $"'{name.Text}' lacks a colon: properties are written 'name: value'.")
            with { Fix = Fix.Insert("Insert ':'", name.Span.End, ":") }
            : ExpectedColonRule.At(equals.Span, $"Write ':' after '{name.Text}': properties are written 'name: value'.")
            with { Fix = Fix.Replace("Change '=' to ':'", TextSpan.FromBounds(name.Span.End, equals.Span.End), ":") };

    public static Diagnostic ExpectedArrow(TextSpan span, SyntaxToken? found) =>
        found is null
            ? ExpectedArrowRule.At(span, "This row has no answer. Rows are written '\"text\" => answer'.")
            : ExpectedArrowRule.At(span, $"Write '=>', not '{found.Text}', between a row's text and its answer.")
            with { Fix = Fix.Replace("Change to '=>'", span, "=>") };

    public static Diagnostic ExpectedValue(TextSpan span, string after) =>
        ExpectedValueRule.At(span, $"A value is missing after '{after}'.");

    public static Diagnostic ExpectedSeparator(int offset, TextSpan span, string text) =>
        ExpectedSeparatorRule.At(span, $"Put a comma or a new line before {Quote.Text(text)}.")
        with { Fix = Fix.Insert("Insert ','", offset, ",") };

    public static Diagnostic MissingClose(SyntaxToken open, string close, int offset) =>
        MissingCloseRule.At(open.Span, $"This '{open.Text}' is never closed. Add '{close}'.")
        with
        {
            Fix = Fix.Insert($"Insert '{close}'", offset, close == "}" ? "\n}" : close),
            Related = [new RelatedPlace($"'{close}' is expected here at the latest", new TextSpan(offset, 0))],
        };

    public static Diagnostic ExpectedName(TextSpan span, string what) => ExpectedNameRule.At(span, what);

    /// <param name="unquoted">The tokens that stand where the path should.</param>
    public static Diagnostic ExpectedPath(SyntaxToken from, IReadOnlyList<SyntaxToken> unquoted)
    {
        const string message = "'from' needs a path in quotes, as in: from \"data/rows.jsonl\".";
        if (unquoted.Count == 0)
            return ExpectedPathRule.At(from.Span, message);
        var span = TextSpan.FromBounds(unquoted[0].Span.Start, unquoted[^1].Span.End);
        // Spaces between them could as well end the path: then what is meant is not plain.
        var path = string.Concat(unquoted.Select(t => t.Text));
        return ExpectedPathRule.At(span, message)
            with { Fix = path.Length == span.Length ? Fix.Replace("Put in quotes", span, Quote.Literal(path)) : null };
    }

    public static Diagnostic UnquotedRow(SyntaxToken text) =>
        UnquotedRowRule.At(text.Span, $"The text of a row stands in quotes: \"{text.Text}\".")
        with { Fix = Fix.Replace("Put in quotes", text.Span, Quote.Literal(text.Text)) };

    public static Diagnostic TooDeep(TextSpan span, int most) =>
        TooDeepRule.At(span, $"Brackets are nested more than {most} deep; what is inside is not read.");

    public static Diagnostic TooManyErrors(TextSpan span, int left) =>
        TooManyErrorsRule.At(span, $"{left} more syntax errors from here on are not shown.");
}
