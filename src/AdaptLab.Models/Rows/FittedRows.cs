using AdaptLab.Words;

namespace AdaptLab.Models.Rows;

/// <summary>The rows of a prompt with the answers fitted to them: kernel ridge regression, a column for each answer.</summary>
public sealed class FittedRows
{
    private readonly PromptRows _read;
    private readonly TextComparison _comparison;
    private readonly TextComparison.Key[] _keys;
    private readonly FittedAnswer[] _answers;

    private FittedRows(PromptRows read, TextComparison comparison, TextComparison.Key[] keys, FittedAnswer[] answers) =>
        (_read, _comparison, _keys, _answers) = (read, comparison, keys, answers);

    /// <param name="Weights">On the similarity to each row, in nats.</param>
    private sealed record FittedAnswer(string Text, double[] Weights, bool Recurs);

    /// <summary>What rows and labels answer, each once.</summary>
    public IEnumerable<string> Answers => _answers.Select(answer => answer.Text);

    /// <summary>Whether these are the rows of a prompt, whatever the text at its end.</summary>
    public bool Holds(PromptRows read) => _read.Announced.SequenceEqual(read.Announced) && _read.Rows.SequenceEqual(read.Rows);

    /// <param name="comparison">Whose weight of common words is the weights' own.</param>
    public static FittedRows Fit(PromptRows read, TextComparison comparison, RowMemoryWeights weights)
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
        FittedAnswer Column(string answer)
        {
            var column = rows.Select(row => row.Row.Answer == answer ? weights.Strength : 0).ToArray();
            Cholesky.Solve(gram, column);
            return new FittedAnswer(answer, column, (isChoice && announced.Contains(answer)) || read.Rows.Count(row => row.Answer == answer) > 1);
        }

        return new FittedRows(read, comparison, keys, [.. rows.Select(row => row.Row.Answer).Distinct(StringComparer.Ordinal).Select(Column)]);
    }

    /// <returns>For each answer what it gains, in nats, and whether it answers more than one text or is the name of a label.</returns>
    public IEnumerable<(string Text, float Nats, bool Recurs)> Support(string query)
    {
        var key = _comparison.KeyOf(query);
        var similarities = _keys.Select(other => _comparison.Similarity(key, other)).ToArray();
        return _answers.Select(answer => (answer.Text, (float)answer.Weights.Zip(similarities, (weight, similarity) => weight * similarity).Sum(), answer.Recurs));
    }
}
