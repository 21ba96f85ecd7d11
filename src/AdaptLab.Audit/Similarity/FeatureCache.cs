namespace AdaptLab.Audit.Similarity;

/// <summary>What the last audit has made of the texts, so that the next one makes that of changed rows alone. Whoever audits one
/// spec again and again keeps one. It changes no finding: only how soon it is known.</summary>
public sealed class FeatureCache
{
    private Dictionary<string, TextFeatures> _last = new(StringComparer.Ordinal);

    /// <summary>Of the rows with one another.</summary>
    internal PairMemory Rows { get; } = new();

    /// <summary>Of the eval rows with the sentences of documents.</summary>
    internal PairMemory Passages { get; } = new();

    /// <summary>Of each text, in order. Texts that are not asked for again are forgotten.</summary>
    internal TextFeatures[] Of(IReadOnlyList<string> texts)
    {
        var before = Volatile.Read(ref _last);
        var now = new Dictionary<string, TextFeatures>(texts.Count, StringComparer.Ordinal);
        var features = new TextFeatures[texts.Count];
        for (var i = 0; i < texts.Count; i++)
        {
            if (!now.TryGetValue(texts[i], out features[i]!))
                now[texts[i]] = features[i] = before.GetValueOrDefault(texts[i]) ?? TextFeatures.Of(texts[i]);
        }

        Volatile.Write(ref _last, now);
        return features;
    }
}
