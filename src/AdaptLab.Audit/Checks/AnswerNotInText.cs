using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;
using AdaptLab.Unicode;

namespace AdaptLab.Audit.Checks;

/// <summary>A value that does not stand in its row's text, or an answer that stands in no document, where nearly all others do:
/// a typing error, the answer of another row, or a document that is missing.</summary>
internal sealed class AnswerNotInText : IExampleCheck
{
    /// <summary>Where fewer stand there, answers are not taken from the text.</summary>
    private const double Usual = 0.8;

    private const int FewestRows = 8;

    public DiagnosticRule Rule { get; } = new("ADAPT3025", Severity.Information, "Answer that stands nowhere");

    public IEnumerable<Finding> Find(AuditContext context) => context.Spec.Task.Kind switch
    {
        TaskKind.Extract => context.Spec.Task.Fields.SelectMany((field, i) => InTexts(context, field.Name, i)),
        TaskKind.Answer when !context.Documents.IsEmpty => InDocuments(context),
        _ => [],
    };

    private IEnumerable<Finding> InTexts(AuditContext context, string field, int index) =>
        Missing(
            context, index, (row, value) => Stands(value, row.Features.Key),
            (row, value, standing, all) => $"\"{value}\" does not stand in the text, where {standing} of {Figures.Count(all, "value")} of '{field}' do. Write it as the text has it, or leave the field out.");

    private IEnumerable<Finding> InDocuments(AuditContext context)
    {
        string[] documents = [.. context.Documents.Select(document => FoldedWords.Key(document.Text))];
        return Missing(
            context, 0, (_, value) => documents.Any(document => Stands(value, document)),
            (_, value, standing, all) => $"\"{value}\" stands in none of the {Figures.Count(documents.Length, "document")}, where {standing} of {Figures.Count(all, "answer")} do. Write it as a document has it, add the document, or answer \"{WrittenAnswer.NotInText}\".");
    }

    private IEnumerable<Finding> Missing(AuditContext context, int index, Func<AuditedRow, string, bool> stands, Func<AuditedRow, string, int, int, string> message)
    {
        var given = context.Rows.Select(row => (Row: row, Value: row.Source.Values is { } values && index < values.Length ? values[index] : null))
            .Where(row => row.Value is not null).Select(row => (row.Row, Value: row.Value!, Stands: stands(row.Row, row.Value!))).ToArray();
        var standing = given.Count(row => row.Stands);
        return given.Length < FewestRows || standing < Usual * given.Length ? [] :
            from row in given
            where !row.Stands
            select new Finding(
                row.Row.At(Rule, message(row.Row, row.Value, standing, given.Length)) with { Choices = RowMends.Choices(RowMends.Remove(context, row.Row)) },
                [row.Row]);
    }

    /// <summary>Whether a text has the value's words, one after the other.</summary>
    private static bool Stands(string value, string key) =>
        FoldedWords.Key(value) is { Length: > 0 } words && $" {key} ".Contains($" {words} ", StringComparison.Ordinal);
}
