using System.Collections.Immutable;

namespace AdaptLab.Models.Rows;

/// <summary>Nats by which the rows of a prompt speak for answers, added to the logits of the tokens that lead to them.</summary>
/// <param name="Answers">Token ids of each, the end of the row included.</param>
/// <param name="Network">How much the logits count, to which this is added, where the network has not been trained for the answers.</param>
public sealed record RowSupport(ImmutableArray<(ImmutableArray<int> Ids, float Nats)> Answers, double Network = 1)
{
    /// <summary>What is added to a token's logit: as much as the best supported answer gains that goes on with it. So an answer that
    /// has been begun is not left for another one without losing what the rows say for it.</summary>
    /// <param name="written">The answer's tokens so far.</param>
    public float Of(ReadOnlySpan<int> written, int token)
    {
        var best = float.NegativeInfinity;
        foreach (var (ids, nats) in Answers)
            if (ids.Length > written.Length && ids[written.Length] == token && ids.AsSpan().StartsWith(written))
                best = Math.Max(best, nats);
        return float.IsNegativeInfinity(best) ? 0 : best;
    }

    /// <summary>The tokens that lead on to some answer, with what is added to their logits.</summary>
    public Dictionary<int, float> After(ReadOnlySpan<int> written)
    {
        var tokens = new Dictionary<int, float>();
        foreach (var (ids, nats) in Answers)
            if (ids.Length > written.Length && ids.AsSpan().StartsWith(written))
                tokens[ids[written.Length]] = tokens.TryGetValue(ids[written.Length], out var other) ? Math.Max(other, nats) : nats;
        return tokens;
    }
}
