using System.Text.RegularExpressions;
using AdaptLab.Experiments.Prompting;
using AdaptLab.Pretraining.Corpus;

namespace AdaptLab.Pretraining.Episodes;

/// <summary>Extraction as the product asks for it: the fields are announced, and each row gives those that its text holds.</summary>
public sealed partial class FieldRows
{
    private const int MostFields = 6;
    private const int FewestRows = 100;
    private const float Weight = 0.5f;
    private readonly Func<string, int[]> _encode;
    private readonly IReadOnlyList<(string Text, (string Field, string Value)[] Fields)[]> _tasks;

    public FieldRows(TaskCorpus tasks, Func<string, int[]> encode)
    {
        _encode = encode;
        _tasks = [.. tasks.Questions.Select(RowsOf).Where(rows => rows.Length >= FewestRows)];
    }

    /// <summary>Whether the corpus holds tasks that ask for fields.</summary>
    public bool Any => _tasks.Count > 0;

    public Episode Next(Random random, int budget)
    {
        var builder = new EpisodeBuilder(budget, _encode);
        var rows = _tasks[random.Next(_tasks.Count)];
        var first = rows[random.Next(rows.Length)].Fields.Select(field => field.Field);
        var others = Enumerable.Range(0, 4).SelectMany(_ => rows[random.Next(rows.Length)].Fields.Select(field => field.Field));
        var fields = first.Concat(others).Distinct(StringComparer.Ordinal).Take(1 + random.Next(MostFields)).ToArray();
        random.Shuffle(fields);
        var names = fields.Select(field => field.Replace(' ', '-')).ToArray();
        if (random.NextDouble() < 0.5) builder.Read("Take the fields out of the text.\n");
        builder.Read(PromptLayout.Labels(names.Select(name => (name, (string?)null))) + "\n");
        for (var misses = 0; misses < 12;)
        {
            var (text, found) = rows[random.Next(rows.Length)];
            var answer = FieldLine.Write(names.Zip(fields, (name, field) => (name, (string?)found.FirstOrDefault(f => f.Field == field).Value)));
            // Texts that hold none of the fields would be most of them.
            if (answer == PromptLayout.NotInText && random.NextDouble() < 0.85)
            {
                misses++;
                continue;
            }

            if (!builder.TryReadAndAnswer("", PromptLayout.Request(text), answer, Weight)) break;
        }

        return builder.Build();
    }

    /// <summary>The questions about one text are its fields.</summary>
    private static (string, (string, string)[])[] RowsOf(QuestionTask task) =>
    [
        .. task.Rows.Select(row => (row.Text, Field: Asked().Match(row.Question), row.Answer))
            .Where(row => row.Field.Success && row.Answer.Length > 0 && row.Answer != PassageSampler.NotInText)
            .GroupBy(row => row.Text, StringComparer.Ordinal)
            .Select(rows => (rows.Key, rows.Select(row => (row.Field.Groups[1].Value, row.Answer)).DistinctBy(field => field.Value).ToArray())),
    ];

    [GeneratedRegex("^What is the (.+) in the text\\?$")]
    private static partial Regex Asked();
}
