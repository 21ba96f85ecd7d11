using System.Collections.Immutable;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Makes vectors of texts, by whose nearness others are found: a language model, an encoder made for it, or a server.</summary>
public interface IEmbedder
{
    /// <summary>Tells its vectors from those of any other: by its weights, or by where it is asked.</summary>
    string Identity { get; }

    /// <summary>What was charged so far; nothing on this machine.</summary>
    Charge Charged => default;

    /// <summary>A vector of length one for each text, in their order.</summary>
    /// <param name="progress">Told how much is done, 0 to 1.</param>
    Task<ImmutableArray<float[]>> EmbedAsync(IReadOnlyList<string> texts, Action<double>? progress, CancellationToken cancellation);
}

/// <param name="Tokens">That a server has read.</param>
/// <param name="Cost">Null where the spec tells no price.</param>
public readonly record struct Charge(long Tokens, double? Cost);

/// <summary>Measures texts in tokens.</summary>
/// <param name="Identity">Tells it from any other that may count otherwise.</param>
internal sealed record TokenCounter(string Identity, Func<string, int> Count);

internal static class Embedding
{
    /// <summary>For what makes one vector at a time: it stops between two of them.</summary>
    public static Task<ImmutableArray<float[]>> OneByOne(
        IReadOnlyList<string> texts, Func<string, float[]> embed, Action<double>? progress, CancellationToken cancellation)
    {
        var vectors = ImmutableArray.CreateBuilder<float[]>(texts.Count);
        foreach (var text in texts)
        {
            cancellation.ThrowIfCancellationRequested();
            vectors.Add(embed(text));
            progress?.Invoke((double)vectors.Count / texts.Count);
        }

        return Task.FromResult(vectors.MoveToImmutable());
    }
}
