using System.Numerics.Tensors;
using Microsoft.Extensions.AI;

namespace AdaptLab.Retrieval;

/// <summary>Between a vector property's value and the numbers in it.</summary>
internal static class VectorValue
{
    public static ReadOnlyMemory<float>? ToMemory(object? value) => value switch
    {
        ReadOnlyMemory<float> memory => memory,
        float[] array => array,
        Embedding<float> embedding => embedding.Vector,
        // Without the cast, null would become an empty memory by way of a null array.
        _ => (ReadOnlyMemory<float>?)null,
    };

    public static object FromMemory(ReadOnlyMemory<float> vector, Type type)
    {
        if (type == typeof(float[]))
            return vector.ToArray();
        return type == typeof(Embedding<float>) ? new Embedding<float>(vector) : vector;
    }

    /// <exception cref="ArgumentException">Another length than the collection's, or a number in it that is not finite.</exception>
    public static ReadOnlyMemory<float> Checked(ReadOnlyMemory<float> vector, int dimensions, string what)
    {
        if (vector.Length != dimensions)
            throw new ArgumentException($"{what} has {vector.Length} dimensions, the collection {dimensions}.", nameof(vector));
        if (!float.IsFinite(TensorPrimitives.SumOfMagnitudes(vector.Span)) && vector.Span.ToArray().Any(x => !float.IsFinite(x)))
            throw new ArgumentException($"{what} holds a number that is not finite.", nameof(vector));
        return vector;
    }
}
