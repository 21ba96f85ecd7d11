using AdaptLab.Pretraining.Vocabulary;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Tests.Vocabulary;

public sealed class CooccurrenceEmbeddingTests
{
    [Fact]
    public void Words_of_like_company_lie_close_and_the_seed_decides_the_rest()
    {
        using var scope = NewDisposeScope();
        var vectors = CooccurrenceEmbeddings.Compute(Documents(), 40, 6, 0.05, seed: 1);
        Assert.Equal([40, 6], vectors.shape);
        Assert.Equal(0.05, (vectors * vectors).mean().sqrt().item<float>(), 0.005);
        Assert.True(vectors.eq(CooccurrenceEmbeddings.Compute(Documents(), 40, 6, 0.05, seed: 1)).all().ToBoolean());

        var unit = nn.functional.normalize(vectors);
        var similarity = matmul(unit, unit.t());
        var within = similarity.narrow(0, 0, 20).narrow(1, 0, 20).mean().item<float>();
        var across = similarity.narrow(0, 0, 20).narrow(1, 20, 20).mean().item<float>();
        Assert.True(within > across + 0.3, $"{within} within, {across} across");
    }

    /// <summary>Two subjects of twenty words each.</summary>
    private static IEnumerable<int[]> Documents()
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, 200).Select(i => Enumerable.Range(0, 12).Select(_ => i % 2 * 20 + random.Next(20)).ToArray())];
    }
}
