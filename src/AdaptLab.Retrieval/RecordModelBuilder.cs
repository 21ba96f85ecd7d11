using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace AdaptLab.Retrieval;

/// <summary>Which record types the embedded store can hold.</summary>
internal sealed class RecordModelBuilder() : CollectionModelBuilder(new CollectionModelBuildingOptions
{
    RequiresAtLeastOneVector = false,
    SupportsMultipleVectors = false,
})
{
    internal const string VectorTypes = "ReadOnlyMemory<float>, float[], Embedding<float>";

    private const string KeyTypes = "string, int, long, Guid";
    private const string DataTypes = "string, bool, int, long, float, double";

    protected override IReadOnlyList<EmbeddingGenerationDispatcher> EmbeddingGenerationDispatchers { get; } =
        [EmbeddingGenerationDispatcher.Create<Embedding<float>>()];

    protected override bool SupportsKeyAutoGeneration(Type keyPropertyType) => false;

    protected override void ValidateKeyProperty(KeyPropertyModel keyProperty)
    {
        base.ValidateKeyProperty(keyProperty);
        if (keyProperty.Type != typeof(string) && keyProperty.Type != typeof(int) && keyProperty.Type != typeof(long) && keyProperty.Type != typeof(Guid))
            throw new NotSupportedException($"Key '{keyProperty.ModelName}' is a {keyProperty.Type.Name}; the embedded store takes {KeyTypes}.");
    }

    protected override void ValidateProperty(PropertyModel propertyModel, VectorStoreCollectionDefinition? definition)
    {
        base.ValidateProperty(propertyModel, definition);
        if (propertyModel is VectorPropertyModel { DistanceFunction: { } distance }
            && distance is not (DistanceFunction.CosineSimilarity or DistanceFunction.DotProductSimilarity))
        {
            throw new NotSupportedException(
                $"Vector '{propertyModel.ModelName}' asks for {distance}; the embedded store has CosineSimilarity and DotProductSimilarity.");
        }
    }

    protected override bool IsDataPropertyTypeValid(Type type, [NotNullWhen(false)] out string? supportedTypes)
    {
        supportedTypes = DataTypes;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) || type == typeof(bool) || type == typeof(int) || type == typeof(long)
            || type == typeof(float) || type == typeof(double);
    }

    protected override bool IsVectorPropertyTypeValid(Type type, [NotNullWhen(false)] out string? supportedTypes)
    {
        supportedTypes = VectorTypes;
        return IsVector(type);
    }

    internal static bool IsVector(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(ReadOnlyMemory<float>) || type == typeof(float[]) || type == typeof(Embedding<float>);
    }
}
