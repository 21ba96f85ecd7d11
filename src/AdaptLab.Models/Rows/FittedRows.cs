using System.Numerics.Tensors;
using AdaptLab.Words;

namespace AdaptLab.Models.Rows;

/// <summary>The rows of a prompt with the answers fitted to them: kernel ridge regression, a column for each answer. What labels say by
/// their names comes first, and what the rows say otherwise is fitted beside it.</summary>
public sealed class FittedRows
{
    private readonly PromptRows _read;
    private readonly TextComparison _comparison;
    private readonly TextComparison.Key[] _keys;
    private readonly FittedAnswer[] _answers;

    private FittedRows(PromptRows read, TextComparison comparison, TextComparison.Key[] keys, FittedAnswer[] answers) =>
        (_read, _comparison, _keys, _answers) = (read, comparison, keys, answers);

    /// <param name="Weights">On the similarity to each row, in nats.</param>
    /// <param name="Name">On what a text means, in nats; null for an answer that is no label.</param>
    private sealed record FittedAnswer(string Text, double[] Weights, float[]? Name, bool Recurs);

    /// <summary>What rows and labels answer, each once.</summary>
    public IEnumerable<string> Answers => _answers.Select(answer => answer.Text);

    /// <summary>Whether these are the rows of a prompt, whatever the text at its end.</summary>
    public bool Holds(PromptRows read) => _read.Announced.SequenceEqual(read.Announced) && _read.Rows.SequenceEqual(read.Rows);

    /// <param name="comparison">Whose weight of common words is the weights' own.</param>
    /// <param name="names">Made for the word vectors of the comparison; null where names are to say nothing.</param>
    public static FittedRows Fit(PromptRows read, TextComparison comparison, RowMemoryWeights weights, LabelNames? names)
    {
        // In an order of their own, so that sums come out the same to the last bit whatever the order in the prompt.
        var rows = read.Rows.Select(row => (Row: row, Doubt: weights.Penalty))
            .Concat(read.Announced.Select(label => (Row: label, Doubt: weights.Penalty / weights.Label)))
            .OrderBy(row => row.Row.Text, StringComparer.Ordinal).ThenBy(row => row.Row.Answer, StringComparer.Ordinal).ToArray();
        var keys = rows.Select(row => comparison.KeyOf(row.Row.Text)).ToArray();
        var gram = new double[rows.Length][];
        for (var i = 0; i < rows.Length; i++)
        {
            gram[i] = new double[rows.Length];
            for (var j = 0; j <= i; j++) gram[i][j] = gram[j][i] = comparison.Similarity(keys[i], keys[j]);
            gram[i][i] += rows[i].Doubt;
        }

        Cholesky.Decompose(gram);
        var announced = read.Announced.Select(label => label.Answer).ToHashSet(StringComparer.Ordinal);
        var isChoice = read.Rows.Any(row => announced.Contains(row.Answer));
        // Rows that answer what no label's line names are no rows of these labels.
        string[] labels = isChoice || read.Rows.IsEmpty ? [.. announced.Order(StringComparer.Ordinal)] : [];
        var byName = names is null ? [] : labels.Zip(names.Weights(labels)).ToDictionary(label => label.First, label => label.Second, StringComparer.Ordinal);
        FittedAnswer Column(string answer)
        {
            var name = byName.GetValueOrDefault(answer);
            var column = rows.Select((row, i) => (row.Row.Answer == answer ? weights.Strength : 0) - ByName(name, keys[i])).ToArray();
            Cholesky.Solve(gram, column);
            return new FittedAnswer(answer, column, name, (isChoice && announced.Contains(answer)) || read.Rows.Count(row => row.Answer == answer) > 1);
        }

        return new FittedRows(read, comparison, keys, [.. rows.Select(row => row.Row.Answer).Distinct(StringComparer.Ordinal).Select(Column)]);
    }

    /// <returns>For each answer what it gains, in nats, and whether it answers more than one text or is the name of a label.</returns>
    public IEnumerable<(string Text, float Nats, bool Recurs)> Support(string query)
    {
        var key = _comparison.KeyOf(query);
        var similarities = _keys.Select(other => _comparison.Similarity(key, other)).ToArray();
        return _answers.Select(answer => (answer.Text, (float)(ByName(answer.Name, key) + TensorPrimitives.Dot<double>(answer.Weights, similarities)), answer.Recurs));
    }

    private static double ByName(float[]? name, TextComparison.Key key) => name is null ? 0 : TensorPrimitives.Dot<float>(name, key.Meaning.AsSpan());
}
