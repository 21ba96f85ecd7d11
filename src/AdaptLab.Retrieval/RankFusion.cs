namespace AdaptLab.Retrieval;

/// <summary>Reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009): a row scores the sum of 1 / (k + rank) over the rankings it is in.</summary>
internal static class RankFusion
{
    /// <summary>The constant of the paper: it keeps the first few ranks of one list from deciding alone.</summary>
    private const double K = 60;

    public static List<Ranked> Fuse(params ReadOnlySpan<IReadOnlyList<Ranked>> rankings)
    {
        var scores = new Dictionary<long, double>();
        foreach (var ranking in rankings)
        {
            for (var i = 0; i < ranking.Count; i++)
                scores[ranking[i].RowId] = scores.GetValueOrDefault(ranking[i].RowId) + 1 / (K + i + 1);
        }

        var fused = scores.Select(pair => new Ranked(pair.Key, pair.Value)).ToList();
        fused.Sort((a, b) => Ranked.WorstFirst.Compare(b, a));
        return fused;
    }
}
