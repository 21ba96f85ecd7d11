using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData.ProviderServices;

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

    /// <summary>The vector that is searched for: the value itself, or what the embedding generator makes of it.</summary>
    public static async ValueTask<ReadOnlyMemory<float>> OfQueryAsync<TInput>(TInput value, VectorPropertyModel property, CancellationToken cancellation)
    {
        var vector = ToMemory(value);
        if (vector is null && value is not null && property.EmbeddingGenerationDispatcher is not null)
            vector = ToMemory(await property.GenerateEmbeddingAsync(value, cancellation));
        if (vector is null)
            throw new NotSupportedException(VectorDataStrings.InvalidSearchInputAndNoEmbeddingGeneratorWasConfigured(typeof(TInput), RecordModelBuilder.VectorTypes));
        return Checked(vector.Value, property.Dimensions, "The query vector");
    }

    /// <summary>The vectors of records, in their order; none where they have none.</summary>
    public static async ValueTask<IReadOnlyList<ReadOnlyMemory<float>>> OfRecordsAsync(IReadOnlyList<object> records, CollectionModel model, CancellationToken cancellation)
    {
        if (model.VectorProperties.Count == 0 || records.Count == 0)
            return [];

        var property = model.VectorProperty;
        var values = records.Select(property.GetValueAsObject);
        if (!RecordModelBuilder.IsVector(property.Type))
            values = await property.GenerateEmbeddingsAsync(values, cancellation);
        return [.. values.Select((value, i) => Checked(
            ToMemory(value) ?? default, property.Dimensions, $"The vector of record '{model.KeyProperty.GetValueAsObject(records[i])}'"))];
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
