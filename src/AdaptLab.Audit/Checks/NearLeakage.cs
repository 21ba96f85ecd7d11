using System.Collections.Immutable;
using AdaptLab.Audit.Similarity;
using AdaptLab.Language;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Audit.Checks;

/// <summary>An example, or a passage of a document, that is nearly an eval row: what is judged has nearly been learnt.</summary>
/// <remarks>Shots of a prompt are examples. Those that are eval rows to the letter are left out when the files are read.</remarks>
internal sealed class NearLeakage : IExampleCheck
{
    private const double Alike = 0.75;

    private static readonly char[] SentenceEnds = ['.', '!', '?', '\n'];

    public DiagnosticRule Rule { get; } = new("ADAPT3005", Severity.Warning, "Example is nearly an eval row");

    public IEnumerable<Finding> Find(AuditContext context)
    {
        var examples =
            from pair in context.NearPairs
            where pair.Similarity >= Alike
            // Eval rows come after the examples.
            let example = context.Rows[pair.First]
            let judged = context.Rows[pair.Second]
            where !example.IsEval && judged.IsEval && example.AnswerKey == judged.AnswerKey
            select new Finding(
                example.At(Rule, $"{Figures.Percent(pair.Similarity, 0)} of this example is the eval row at {judged.Place}, with the same answer: it is answered from memory. Remove it from the examples or from eval.") with
                {
                    Related = judged.Related("the eval row"),
                    Choices = RowMends.Choices(RowMends.Remove(context, example, "Remove the example"), RowMends.Remove(context, judged, "Remove the eval row")),
                },
                [example, judged]);
        return examples.Concat(InDocuments(context));
    }

    private IEnumerable<Finding> InDocuments(AuditContext context)
    {
        if (context.Eval.IsEmpty || context.Documents.IsEmpty)
            return [];
        var sentences = context.Documents.SelectMany(document => Sentences(document.Text).Select(span => (document, span))).ToArray();
        TextFeatures[] texts = [.. context.Eval.Select(row => row.Features), .. sentences.Select(s => TextFeatures.Of(s.document.Text.Substring(s.span.Start, s.span.Length)))];
        var declaration = context.Spec.Documents.Select(set => set.Span).FirstOrDefault();
        return
            from pair in context.Cache.Passages.Among(texts, Alike, context.Cancellation)
            where pair.First < context.Eval.Length && pair.Second >= context.Eval.Length
            let judged = context.Eval[pair.First]
            let passage = sentences[pair.Second - context.Eval.Length]
            let at = new LineMap(passage.document.Text).Position(passage.span.Start)
            let place = new FilePlace(passage.document.Path, at.Line + 1, at.Column + 1)
            select new Finding(
                Rule.At(declaration, $"{Figures.Percent(pair.Similarity, 0)} of the sentence at {place.Path}:{place.Line} is the eval row at {judged.Place}: who looks it up is told the row. Leave one of them out.") with { File = place },
                [judged]);
    }

    private static IEnumerable<TextSpan> Sentences(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOfAny(SentenceEnds, start);
            end = end < 0 ? text.Length : end + 1;
            var sentence = text.AsSpan(start, end - start);
            var blank = sentence.Length - sentence.TrimStart().Length;
            if (blank < sentence.Length)
                yield return TextSpan.FromBounds(start + blank, end);
            start = end;
        }
    }
}
