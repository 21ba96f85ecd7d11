namespace AdaptLab.Audit.Similarity;

/// <summary>Texts as vectors of length one over their terms, weighted by how rare those are among all of them (TF-IDF).</summary>
internal sealed class TermSpace
{
    private readonly Dictionary<ulong, (int Index, float Weight)> _terms = [];
    private readonly float _rarest;
    private readonly (int Index, float Value)[][] _vectors;

    public TermSpace(IReadOnlyList<TextFeatures> texts)
    {
        var counts = new Dictionary<ulong, int>();
        foreach (var text in texts)
            foreach (var (term, _) in text.Terms)
                counts[term] = counts.GetValueOrDefault(term) + 1;
        // What one text alone has tells it from all others, but relates it to none: it counts for its length only.
        foreach (var (term, count) in counts.Where(pair => pair.Value > 1).OrderBy(pair => pair.Key))
            _terms[term] = (_terms.Count, Weight(texts.Count, count));
        _rarest = Weight(texts.Count, 1);
        _vectors = [.. texts.Select(Vector)];
    }

    /// <summary>How rare a term is: 1 for one that every text has.</summary>
    public double WeightOf(ulong term) => _terms.TryGetValue(term, out var known) ? known.Weight : _rarest;

    /// <summary>Cosines of some of the texts with others, row by row.</summary>
    /// <remarks>One row at a time: of all of them together, nobody needs as many as there may be pairs.</remarks>
    public IEnumerable<float[]> Cosines(IEnumerable<int> texts, IReadOnlyList<int> others, CancellationToken cancellation) =>
        Cosines(texts.Select(text => _vectors[text]), others, cancellation);

    /// <summary>Cosines of texts that are not in the space with those that are.</summary>
    public IEnumerable<float[]> Cosines(IEnumerable<TextFeatures> texts, IReadOnlyList<int> others, CancellationToken cancellation) =>
        Cosines(texts.Select(Vector), others, cancellation);

    private IEnumerable<float[]> Cosines(IEnumerable<(int Index, float Value)[]> vectors, IReadOnlyList<int> others, CancellationToken cancellation)
    {
        // By term: most pairs share only what is common, and nothing is spent on what they do not share.
        var postings = new List<(int Row, float Value)>?[_terms.Count];
        for (var i = 0; i < others.Count; i++)
            foreach (var (index, value) in _vectors[others[i]])
                (postings[index] ??= []).Add((i, value));
        foreach (var vector in vectors)
        {
            cancellation.ThrowIfCancellationRequested();
            var row = new float[others.Count];
            foreach (var (index, value) in vector)
                if (postings[index] is { } posted)
                    foreach (var (other, otherValue) in posted)
                        row[other] += value * otherValue;
            yield return row;
        }
    }

    private (int, float)[] Vector(TextFeatures text)
    {
        var known = new List<(int Index, float Value)>(text.Terms.Length);
        var squares = 0.0;
        foreach (var (term, count) in text.Terms)
        {
            var often = 1 + MathF.Log(count);
            var value = often * (_terms.TryGetValue(term, out var entry) ? entry.Weight : _rarest);
            squares += value * value;
            if (entry.Weight > 0)
                known.Add((entry.Index, value));
        }

        var length = (float)Math.Sqrt(squares);
        return [.. known.Select(term => (term.Index, term.Value / length))];
    }

    private static float Weight(int texts, int count) => MathF.Log((1f + texts) / (1 + count)) + 1;
}
