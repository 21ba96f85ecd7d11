using System.Text.Json;

namespace AdaptLab.Pretraining.Corpus;

/// <summary>Labelled tasks: a JSONL file each, of {"text","label"}, {"a","b","label"} or {"text","question","answer"}.</summary>
public sealed record TaskCorpus(IReadOnlyList<LabelledTask> Labelled, IReadOnlyList<PairTask> Pairs, IReadOnlyList<QuestionTask> Questions)
{
    public static TaskCorpus Load(string folder)
    {
        var labelled = new List<LabelledTask>();
        var pairs = new List<PairTask>();
        var questions = new List<QuestionTask>();
        foreach (var path in Directory.EnumerateFiles(folder).Where(p => p.Contains(".jsonl", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var rows = CompressedLines.Read(path).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
            if (rows.Count == 0) continue;
            var name = CompressedLines.NameOf(path);
            string Field(JsonElement row, string field) => row.GetProperty(field).ToString();
            if (rows[0].TryGetProperty("a", out _))
                pairs.Add(new PairTask(name, [.. rows.Select(r => (Field(r, "a"), Field(r, "b"), Field(r, "label")))]));
            else if (rows[0].TryGetProperty("question", out _))
                questions.Add(new QuestionTask(name, [.. rows.Select(r => (Field(r, "text"), Field(r, "question"), Field(r, "answer")))]));
            else
                labelled.Add(new LabelledTask(name, rows.Select(r => (Field(r, "text"), Field(r, "label")))));
        }

        return new TaskCorpus(labelled, pairs, questions);
    }
}

public sealed class LabelledTask
{
    public LabelledTask(string name, IEnumerable<(string Text, string Label)> rows)
    {
        Name = name;
        ByLabel = rows.GroupBy(row => row.Label, row => row.Text, StringComparer.Ordinal)
            .Select(group => (Label: group.Key, Texts: group.ToArray()))
            .Where(group => group.Texts.Length >= 4)
            .OrderBy(group => group.Label, StringComparer.Ordinal)
            .ToArray();
    }

    public string Name { get; }

    /// <summary>Labels with at least four rows, in alphabetical order.</summary>
    public IReadOnlyList<(string Label, string[] Texts)> ByLabel { get; }

    public int Rows => ByLabel.Sum(group => group.Texts.Length);
}

public sealed record PairTask(string Name, IReadOnlyList<(string A, string B, string Label)> Rows);

/// <param name="Rows">Text may be empty: the question then stands alone.</param>
public sealed record QuestionTask(string Name, IReadOnlyList<(string Text, string Question, string Answer)> Rows);
