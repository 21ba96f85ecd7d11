namespace AdaptLab.Pretraining.Evaluation;

/// <summary>Texts as weighted counts of words (one and two in a row) and of characters (two to five in a row, within words),
/// each kind scaled to length one: what a developer would try before any model.</summary>
/// <remarks>As scikit-learn's TfidfVectorizer counts, with sublinear frequencies and smoothed document frequencies.</remarks>
internal sealed class TfIdf
{
    private readonly Dictionary<string, (int Index, double Weight)> _terms;

    private TfIdf(Dictionary<string, (int Index, double Weight)> terms) => _terms = terms;

    /// <summary>Terms that it knows; a vector's indices are below.</summary>
    public int Dimensions => _terms.Count;

    /// <param name="texts">The examples: what stands in none of them is not known later.</param>
    public static TfIdf Fit(IReadOnlyList<string> texts)
    {
        var documents = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var text in texts)
            foreach (var term in TermsOf(text).Distinct(StringComparer.Ordinal))
                documents[term] = documents.GetValueOrDefault(term) + 1;
        var index = 0;
        return new TfIdf(documents.OrderBy(d => d.Key, StringComparer.Ordinal).ToDictionary(
            d => d.Key,
            d => (index++, Math.Log((1.0 + texts.Count) / (1 + d.Value)) + 1),
            StringComparer.Ordinal));
    }

    /// <returns>Term to weight; words and characters each of length one (or empty).</returns>
    public IReadOnlyDictionary<int, float> Vector(string text)
    {
        var vector = new Dictionary<int, float>();
        foreach (var kind in TermsOf(text).GroupBy(term => term[0]))
        {
            var weights = kind.GroupBy(term => term, StringComparer.Ordinal)
                .Where(group => _terms.ContainsKey(group.Key))
                .Select(group => (_terms[group.Key].Index, Weight: _terms[group.Key].Weight * (1 + Math.Log(group.Count()))))
                .ToArray();
            var length = Math.Sqrt(weights.Sum(w => w.Weight * w.Weight));
            foreach (var (index, weight) in weights) vector[index] = (float)(weight / length);
        }

        return vector;
    }

    /// <summary>Inner products of texts with each of some others.</summary>
    public static float[] Similarities(IReadOnlyDictionary<int, float> one, IReadOnlyList<IReadOnlyDictionary<int, float>> others) =>
        [.. others.Select(other =>
        {
            var (small, large) = one.Count < other.Count ? (one, other) : (other, one);
            return small.Sum(pair => large.TryGetValue(pair.Key, out var weight) ? pair.Value * weight : 0);
        })];

    /// <summary>Each begins with a sign of its kind.</summary>
    private static IEnumerable<string> TermsOf(string text)
    {
        var words = Words(text).ToArray();
        for (var i = 0; i < words.Length; i++)
        {
            yield return "w" + words[i];
            if (i > 0) yield return "w" + words[i - 1] + " " + words[i];
        }

        foreach (var word in text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var padded = " " + word + " ";
            for (var length = 2; length <= 5; length++)
                for (var i = 0; i + length <= padded.Length; i++)
                    yield return "c" + padded.Substring(i, length);
        }
    }

    /// <summary>Runs of two or more letters and digits.</summary>
    private static IEnumerable<string> Words(string text)
    {
        var lower = text.ToLowerInvariant();
        for (var i = 0; i < lower.Length;)
        {
            var from = i;
            while (i < lower.Length && (char.IsLetterOrDigit(lower[i]) || lower[i] == '_')) i++;
            if (i - from >= 2) yield return lower[from..i];
            if (i == from) i++;
        }
    }
}
