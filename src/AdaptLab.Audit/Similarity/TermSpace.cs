namespace AdaptLab.Audit.Similarity;

/// <summary>Texts as vectors of length one over their terms, weighted by how rare those are among all of them (TF-IDF).</summary>
internal sealed class TermSpace
{
    private readonly Dictionary<ulong, (int Index, float Weight)> _terms = [];
    private readonly float _rarest;
    private readonly (int Index, float Value)[][] _vectors;
    private readonly Func<TextFeatures, IEnumerable<(ulong Term, int Count)>> _termsOf;

    public TermSpace(IReadOnlyList<TextFeatures> texts) : this(texts, text => text.Terms)
    {
    }

    /// <param name="termsOf">What of a text are its terms.</param>
    public TermSpace(IReadOnlyList<TextFeatures> texts, Func<TextFeatures, IEnumerable<(ulong Term, int Count)>> termsOf)
    {
        _termsOf = termsOf;
        var counts = new Dictionary<ulong, int>();
        foreach (var text in texts)
            foreach (var (term, _) in termsOf(text))
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

    /// <summary>How alike texts are to those of each label, on average, each without itself: text by text, a mean a label; 0 for a
    /// label without another text.</summary>
    /// <param name="members">Texts that have a label.</param>
    /// <param name="labels">Of each member.</param>
    public double[][] MeanCosines(IReadOnlyList<int> texts, IReadOnlyList<int> members, IReadOnlyList<int> labels, int labelCount)
    {
        // The mean of cosines is the cosine with the mean: nothing is spent on pairs.
        var sums = new float[labelCount][];
        var counts = new int[labelCount];
        var labelOf = new Dictionary<int, int>(members.Count);
        for (var i = 0; i < members.Count; i++)
        {
            var sum = sums[labels[i]] ??= new float[_terms.Count];
            counts[labels[i]]++;
            labelOf[members[i]] = labels[i];
            foreach (var (index, value) in _vectors[members[i]])
                sum[index] += value;
        }

        return [.. texts.Select(text => Enumerable.Range(0, labelCount).Select(label =>
        {
            var own = labelOf.TryGetValue(text, out var known) && known == label;
            var count = counts[label] - (own ? 1 : 0);
            if (count == 0)
                return 0;
            var total = 0.0;
            foreach (var (index, value) in _vectors[text])
                total += value * (sums[label][index] - (own ? value : 0));
            return total / count;
        }).ToArray())];
    }

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
        var known = new List<(int Index, float Value)>();
        var squares = 0.0;
        foreach (var (term, count) in _termsOf(text))
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
