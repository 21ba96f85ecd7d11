using AdaptLab.Language.Binding;
using AdaptLab.Language.Diagnostics;
using AdaptLab.Results;
using AdaptLab.Unicode;

namespace AdaptLab.Audit.Checks;

/// <summary>A field whose values begin now with the little word that stands before them in the text and now behind it: "the Leeds
/// office" and "Leeds office". What learns from both is right by chance.</summary>
internal sealed class FieldBoundaries : IExampleCheck
{
    private const int FewestOfEach = 2;
    private const double LeastShare = 0.15;

    private static readonly (string Name, HashSet<string> Words)[] Kinds =
    [
        ("an article", ["the", "a", "an"]),
        ("a preposition", ["in", "on", "at", "by", "to", "for", "from", "before", "after", "until", "till", "within", "of", "near"]),
    ];

    public DiagnosticRule Rule { get; } = new("ADAPT3026", Severity.Hint, "Values that begin now here, now there");

    public IEnumerable<Finding> Find(AuditContext context) => context.Spec.Task.Kind != TaskKind.Extract ? [] :
        from set in context.Sets
        from field in context.Spec.Task.Fields.Select((field, index) => (field.Name, field.Span, Index: index))
        from kind in Kinds
        let begun = set.Rows.Select(row => (Row: row, Begins: Begins(row, field.Index, kind.Words))).Where(row => row.Begins is not null).ToArray()
        let with = begun.Where(row => row.Begins == true).ToArray()
        let without = begun.Where(row => row.Begins == false).ToArray()
        let fewer = with.Length <= without.Length ? with : without
        where fewer.Length >= Math.Max(FewestOfEach, LeastShare * begun.Length)
        select new Finding(
            Rule.At(
                field.Span,
                $"Of {Figures.Count(begun.Length, "value")} of '{field.Name}' in '{set.Name}' before which the text has {kind.Name}, {with.Length} begin with it (\"{Value(with[0].Row, field.Index)}\") and {without.Length} behind it (\"{Value(without[0].Row, field.Index)}\"). Decide on one and say so in the field's description."),
            [.. fewer.Select(row => row.Row)]);

    private static string Value(AuditedRow row, int field) => row.Source.Values!.Value[field]!;

    /// <summary>Whether a value takes in such a word (true) or begins right behind one (false); null where the text has none there.</summary>
    private static bool? Begins(AuditedRow row, int field, HashSet<string> words)
    {
        if (row.Source.Values is not { } values || field >= values.Length || values[field] is not { } value)
            return null;
        string[] said = FoldedWords.Key(value).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (said.Length == 0)
            return null;
        if (said.Length > 1 && words.Contains(said[0]))
            return true;
        var at = row.Features.Words.AsSpan().IndexOf(said);
        return at > 0 && words.Contains(row.Features.Words[at - 1]) ? false : null;
    }
}
