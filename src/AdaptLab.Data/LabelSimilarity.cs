using AdaptLab.Unicode;

namespace AdaptLab.Data;

/// <summary>How alike labels are by the words of their rows: the cosine of their mean TF-IDF vectors. It needs no model, so that an
/// editor can tell at once which boundary deserves the next example.</summary>
public sealed class LabelSimilarity
{
    /// <summary>Words repeat: more rows of one label change little.</summary>
    private const int MostRowsOfLabel = 100;

    /// <summary>Labels that are less alike share no more than the words of every text.</summary>
    private const double LeastCosine = 0.15;

    private readonly Dictionary<string, Dictionary<string, double>> _vectors;

    private LabelSimilarity(Dictionary<string, Dictionary<string, double>> vectors) => _vectors = vectors;

    /// <param name="rows">Texts with their labels; of each label the first ones count.</param>
    public static LabelSimilarity Of(IEnumerable<(string Text, string Label)> rows)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var taken = rows.Where(row => (counts[row.Label] = counts.GetValueOrDefault(row.Label) + 1) <= MostRowsOfLabel)
            .Select(row => (row.Label, Words: Words(row.Text))).ToList();
        var rowsWith = taken.SelectMany(row => row.Words).CountBy(word => word, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var vectors = new Dictionary<string, Dictionary<string, double>>(StringComparer.Ordinal);
        foreach (var (label, words) in taken)
        {
            if (!vectors.TryGetValue(label, out var vector))
                vectors[label] = vector = new Dictionary<string, double>(StringComparer.Ordinal);
            // Each row counts as much as the next one, however long it is.
            var weights = words.ToDictionary(word => word, word => Math.Log((1.0 + taken.Count) / rowsWith[word]), StringComparer.Ordinal);
            var length = Math.Sqrt(weights.Values.Sum(weight => weight * weight));
            foreach (var (word, weight) in weights)
                vector[word] = vector.GetValueOrDefault(word) + (length > 0 ? weight / length : 0);
        }

        return new LabelSimilarity(vectors);
    }

    /// <summary>The label whose rows are most like those of another one; null where none is.</summary>
    /// <returns>With the cosine, at most 1.</returns>
    public (string Label, double Cosine)? Nearest(string label)
    {
        if (!_vectors.TryGetValue(label, out var vector))
            return null;
        var nearest = _vectors.Where(other => other.Key != label)
            .Select(other => (Label: other.Key, Cosine: Cosine(vector, other.Value)))
            .OrderByDescending(other => other.Cosine).ThenBy(other => other.Label, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Cosine >= LeastCosine ? nearest : null;
    }

    private static double Cosine(Dictionary<string, double> first, Dictionary<string, double> second)
    {
        var (few, many) = first.Count <= second.Count ? (first, second) : (second, first);
        var product = few.Sum(word => word.Value * many.GetValueOrDefault(word.Key));
        return product == 0 ? 0 : product / (Norm(first) * Norm(second));
    }

    private static double Norm(Dictionary<string, double> vector) => Math.Sqrt(vector.Values.Sum(weight => weight * weight));

    private static HashSet<string> Words(string text)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in new FoldedWords(text))
            words.Add(word);
        return words;
    }
}
