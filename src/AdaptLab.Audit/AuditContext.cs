using System.Collections.Immutable;
using AdaptLab.Audit.Learning;
using AdaptLab.Audit.Similarity;
using AdaptLab.Data;
using AdaptLab.Language;
using AdaptLab.Language.Binding;

namespace AdaptLab.Audit;

/// <summary>The rows under audit, and what several checks need to know of them; each part is made when first asked for.</summary>
internal sealed class AuditContext
{
    private readonly Dictionary<(int First, int Count), KernelRidge> _classifiers = [];
    private readonly Lazy<TermSpace> _space;
    private readonly Lazy<WordSpace> _meaning;
    private readonly Lazy<ImmutableArray<NearPair>> _pairs;
    private readonly Lazy<ImmutableArray<NearPair>> _meant;
    private readonly Lazy<LabelOpinions?> _opinions;
    private readonly Lazy<ExampleInfluence?> _influence;

    public AuditContext(
        Compilation compilation, ImmutableArray<LabelSpec> labels, ImmutableArray<AuditedRow> rows, ImmutableArray<DocumentText> documents, FeatureCache cache, CancellationToken cancellation)
    {
        Cache = cache;
        Compilation = compilation;
        Labels = labels;
        Rows = rows;
        Documents = documents;
        Cancellation = cancellation;
        Examples = [.. rows.Where(row => !row.IsEval)];
        Eval = [.. rows.Where(row => row.IsEval)];
        Sets = [.. Examples.GroupBy(row => row.Set, (name, ofSet) => new AuditedSet(name, [.. ofSet]))];
        _space = new Lazy<TermSpace>(() => new TermSpace([.. rows.Select(row => row.Features)]));
        _meaning = new Lazy<WordSpace>(() => new WordSpace([.. rows.Select(row => row.Text)]));
        _pairs = new Lazy<ImmutableArray<NearPair>>(() => cache.Rows.Among([.. rows.Select(row => row.Features)], Similarity.NearPairs.Threshold, cancellation));
        _meant = new Lazy<ImmutableArray<NearPair>>(() => Similarity.MeaningPairs.Among(Meaning, rows, cancellation));
        _opinions = new Lazy<LabelOpinions?>(() => LabelOpinions.Of(this));
        _influence = new Lazy<ExampleInfluence?>(() => ExampleInfluence.Of(this));
    }

    public Compilation Compilation { get; }

    public Spec Spec => Compilation.Spec;

    /// <summary>Empty for a task without labels.</summary>
    public ImmutableArray<LabelSpec> Labels { get; }

    /// <summary>Examples, set by set, then eval.</summary>
    public ImmutableArray<AuditedRow> Rows { get; }

    public ImmutableArray<AuditedRow> Examples { get; }

    public ImmutableArray<AuditedRow> Eval { get; }

    public ImmutableArray<AuditedSet> Sets { get; }

    /// <summary>Without passages that repeat an eval row.</summary>
    public ImmutableArray<DocumentText> Documents { get; }

    /// <summary>What the base model says of examples before it has learnt from any; null where it was not asked.</summary>
    public BaseOpinions? Base { get; init; }

    /// <summary>What earlier audits of the same spec have made of its texts.</summary>
    public FeatureCache Cache { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>All rows as vectors of weighted words.</summary>
    public TermSpace Space => _space.Value;

    /// <summary>All rows as what their words mean.</summary>
    public WordSpace Meaning => _meaning.Value;

    /// <summary>Rows with other words, but hardly: case, spacing and punctuation do not count.</summary>
    public ImmutableArray<NearPair> NearPairs => _pairs.Value;

    /// <summary>Rows that mean nearly the same in other words.</summary>
    public ImmutableArray<NearPair> MeaningPairs => _meant.Value;

    /// <summary>What the other examples say of each one's label; null where there are too few to say anything.</summary>
    public LabelOpinions? Opinions => _opinions.Value;

    /// <summary>What each example does to the eval rows; null where there is too little of either.</summary>
    public ExampleInfluence? Influence => _influence.Value;

    /// <summary>How alike rows are in their words: 1 for the same, 0 for rows that share nothing.</summary>
    /// <returns>Row by row, one figure for each of the others; made as they are asked for.</returns>
    public IEnumerable<float[]> Similarities(IReadOnlyList<AuditedRow> rows, IReadOnlyList<AuditedRow> others) =>
        Space.Cosines(rows.Select(row => row.Number), [.. others.Select(row => row.Number)], Cancellation);

    /// <summary>A classifier that has learnt the rows; those of one set, or of several in order, are learnt once.</summary>
    public KernelRidge Classifier(IReadOnlyList<AuditedRow> rows)
    {
        var key = (rows[0].Number, rows.Count);
        var isWhole = rows[^1].Number - rows[0].Number == rows.Count - 1;
        if (isWhole && _classifiers.TryGetValue(key, out var known))
            return known;
        var learnt = KernelRidge.Fit(Similarities(rows, rows), [.. rows.Select(row => row.Label)], Labels.Length, Cancellation);
        return isWhole ? _classifiers[key] = learnt : learnt;
    }

    /// <summary>So many of the rows, drawn evenly, always the same ones; all, where there are no more.</summary>
    public static ImmutableArray<AuditedRow> Evenly(ImmutableArray<AuditedRow> rows, int most) =>
        rows.Length <= most ? rows : [.. Enumerable.Range(0, most).Select(i => rows[(int)((long)i * rows.Length / most)])];

    public string Name(int label) => Labels[label].Name;
}

/// <summary>The rows of one set of examples.</summary>
internal sealed record AuditedSet(string Name, ImmutableArray<AuditedRow> Rows);
