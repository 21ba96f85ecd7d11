using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace AdaptLab.Words;

/// <summary>How alike two texts are: by what their words mean, and by the pieces of words that they have in common.</summary>
/// <param name="overlap">What pieces in common count for, where what the words mean counts for one.</param>
public sealed class TextComparison(WordVectors words, double overlap)
{
    /// <summary>A text as it is compared.</summary>
    /// <param name="Meaning">Of length one, or zeros.</param>
    public sealed record Key(ImmutableArray<float> Meaning, WordPieces Pieces);

    public Key KeyOf(string text) => new([.. words.Embed(text)], WordPieces.Of(text, words));

    /// <returns>A product of two vectors, so that a matrix of it is positive semidefinite; of a text with itself 1 + the overlap's weight.</returns>
    public double Similarity(Key one, Key other) =>
        TensorPrimitives.Dot(one.Meaning.AsSpan(), other.Meaning.AsSpan()) + (overlap * one.Pieces.Similarity(other.Pieces));
}
