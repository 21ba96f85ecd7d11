using System.Collections.Immutable;
using AdaptLab.Audit.Learning;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;

namespace AdaptLab.Audit.Checks;

/// <summary>Examples and eval rows that can be told apart by their words, label for label: what is learnt is of another kind
/// than what is judged.</summary>
internal sealed class DomainShift : IExampleCheck
{
    private const double Level = 0.01, LeastAuc = 0.65, LeastZ = 2;
    private const int FewestRows = 16, MostRows = 200, Words = 4;

    public DiagnosticRule Rule { get; } = new("ADAPT3015", Severity.Information, "Examples are of another kind than eval");

    public IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (var set in context.Sets)
        {
            var (examples, eval) = Matched(set, context.Eval);
            if (examples.Length < FewestRows)
                continue;
            ImmutableArray<AuditedRow> rows = [.. examples, .. eval];
            var test = TwoSample.Test(context.Similarities(rows, rows), [.. rows.Select(row => row.IsEval)], [.. rows.Select(row => row.Label)], context.Cancellation);
            if (test.P > Level || test.Auc < LeastAuc)
                continue;
            var (ofExamples, ofEval) = Telling(examples, eval);
            yield return new Finding(
                Rule.At(
                    context.Spec.Examples.First(of => of.Name == set.Name).Span,
                    $"'{set.Name}' and eval are of different kinds: a classifier that has not seen them tells {Figures.Percent(test.Auc, 0)} of pairs apart, with the same labels on both sides (50 % would be chance; {Figures.P(test.P)}). {Said("More frequent in the examples", ofExamples)}{Said("More frequent in eval", ofEval)}Add examples of the kind that eval has."),
                []);
        }

        static string Said(string who, ImmutableArray<string> words) => words.IsEmpty ? "" : $"{who}: {string.Join(", ", words.Select(word => $"\"{word}\""))}. ";
    }

    /// <summary>As many of each label on both sides, so that other shares of the labels are no other kind.</summary>
    private static (ImmutableArray<AuditedRow> Examples, ImmutableArray<AuditedRow> Eval) Matched(AuditedSet set, ImmutableArray<AuditedRow> eval)
    {
        var examples = ImmutableArray.CreateBuilder<AuditedRow>();
        var judged = ImmutableArray.CreateBuilder<AuditedRow>();
        var ofEval = eval.ToLookup(row => row.Label);
        var most = Math.Max(1, MostRows / Math.Max(1, ofEval.Count));
        foreach (var label in set.Rows.GroupBy(row => row.Label))
        {
            // A text on both sides tells nothing of either.
            var (a, b) = (label.DistinctBy(row => row.Features.Key).ToImmutableArray(), ofEval[label.Key].DistinctBy(row => row.Features.Key).ToImmutableArray());
            var count = Math.Min(most, Math.Min(a.Length, b.Length));
            examples.AddRange(AuditContext.Evenly(a, count));
            judged.AddRange(AuditContext.Evenly(b, count));
        }

        return (examples.ToImmutable(), judged.ToImmutable());
    }

    /// <summary>The words that tell most, by how far their shares lie apart (two proportions).</summary>
    private static (ImmutableArray<string> Examples, ImmutableArray<string> Eval) Telling(ImmutableArray<AuditedRow> examples, ImmutableArray<AuditedRow> eval)
    {
        var (first, second) = (Counts(examples), Counts(eval));
        var n = examples.Length;
        var scored = first.Keys.Union(second.Keys).Select(word =>
        {
            var (a, b) = (first.GetValueOrDefault(word), second.GetValueOrDefault(word));
            var share = (a + b) / (2.0 * n);
            return (Word: word, Z: (a - b) / (double)n / Math.Sqrt(Math.Max(share * (1 - share), 1e-9) * 2 / n));
        }).OrderByDescending(word => Math.Abs(word.Z)).ThenBy(word => word.Word, StringComparer.Ordinal).Where(word => Math.Abs(word.Z) >= LeastZ).ToArray();
        return ([.. scored.Where(word => word.Z > 0).Take(Words).Select(word => word.Word)], [.. scored.Where(word => word.Z < 0).Take(Words).Select(word => word.Word)]);

        static Dictionary<string, int> Counts(ImmutableArray<AuditedRow> rows) => rows.SelectMany(row => row.Features.Words.Distinct()).CountBy(word => word).ToDictionary();
    }
}
