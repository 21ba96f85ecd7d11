using System.Collections.Immutable;
using System.Text;
using AdaptLab.Language;
using AdaptLab.Unicode;

namespace AdaptLab.Audit.Tests.Planting;

/// <summary>A small spec of an `extract` task, whose values all begin behind the little words before them, so that it is consistent.</summary>
internal sealed class WrittenTrial : Trial
{
    private static readonly HashSet<string> Little = ["the", "a", "an", "in", "on", "at", "by", "to", "for", "from", "before", "after", "until", "till", "within", "of", "near"];

    /// <param name="rows">Of each four rows of it, as many examples as there are of a label elsewhere.</param>
    public WrittenTrial(WrittenPool pool, int rows, int seed) : base(Empty, 0, seed * 31 + rows)
    {
        Fields = pool.Fields;
        var drawn = pool.Rows.ToArray();
        Random.Shuffle(drawn);
        Rows = [.. drawn.Take(4 * rows).Select(row => (row.Text, row.Values.Select(Bare).ToArray()))];
        Judged = [.. drawn.Skip(4 * rows).Take(10).Select(row => (row.Text, row.Values.Select(Bare).ToArray()))];
    }

    public ImmutableArray<string> Fields { get; }

    public List<(string Text, string?[] Values)> Rows { get; }

    private List<(string Text, string?[] Values)> Judged { get; }

    private static Pool Empty { get; } = new("written", [], []);

    public override string Text()
    {
        var text = new StringBuilder($"task planted: extract {{ fields: [{string.Join(", ", Fields)}] }}\nexamples planted {{\n");
        Add(Rows);
        text.AppendLine("}\neval {");
        Add(Judged);
        return text.AppendLine("}").AppendLine(Strategy).ToString();

        void Add(List<(string Text, string?[] Values)> rows)
        {
            foreach (var (said, values) in rows)
                text.AppendLine($"  {SpecNames.Literal(said)} => {{ {string.Join(", ", values.Index().Where(value => value.Item is not null).Select(value => $"{Fields[value.Index]}: {SpecNames.Literal(value.Item!)}"))} }}");
        }
    }

    /// <summary>The same value with the little word that the text has before it; null where it has none.</summary>
    public static string? WithLittleWord(string text, string value)
    {
        var at = text.IndexOf($" {value}", StringComparison.Ordinal);
        var before = at <= 0 ? "" : text[..at].Split(' ')[^1];
        return Little.Contains(FoldedWords.Key(before)) ? $"{before} {value}" : null;
    }

    private static string? Bare(string? value)
    {
        while (value?.Split(' ', 2) is [var first, var rest] && Little.Contains(FoldedWords.Key(first)))
            value = rest;
        return value;
    }
}
