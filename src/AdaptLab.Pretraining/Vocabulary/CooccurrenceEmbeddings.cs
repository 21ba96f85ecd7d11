using AdaptLab.Models.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaptLab.Pretraining.Vocabulary;

/// <summary>
/// Token embeddings from co-occurrence counts: a truncated singular value decomposition of positive pointwise mutual
/// information (Levy and Goldberg 2014). Seconds of work over the whole corpus give the network a start that gradient
/// steps would need hours for.
/// </summary>
public static class CooccurrenceEmbeddings
{
    private const int Reach = 8;
    private const double ContextSmoothing = 0.75;

    /// <param name="documents">Token ids of each document.</param>
    /// <returns>[vocabulary, dimensions] float32, rows of root mean square about <paramref name="scale"/>.</returns>
    public static Tensor Compute(IEnumerable<int[]> documents, int vocabulary, int dimensions, double scale, int seed)
    {
        var counts = new float[(long)vocabulary * vocabulary];
        foreach (var ids in documents)
            for (var i = 0; i < ids.Length; i++)
                for (var j = Math.Max(0, i - Reach); j < i; j++)
                    counts[(long)ids[i] * vocabulary + ids[j]] += 1f / (i - j);

        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed, CPU);
        using var noGrad = no_grad();
        var matrix = frombuffer(counts, ScalarType.Float32).view(vocabulary, vocabulary);
        matrix = matrix.Plus(matrix.t());
        var occurrences = matrix.sum(1);                                          // [v]
        var context = occurrences.Plus(1e-6).pow(Scalars.Of(ContextSmoothing));
        context = context / context.sum();
        // PMI(w, c) = ln p(c | w) − ln p(c), in place: the matrix is a gigabyte.
        matrix.div_(occurrences.Plus(1e-6).unsqueeze(1)).PlusInPlace(1e-12).log_().sub_(context.log().unsqueeze(0)).clamp_(min: Scalars.Of(0));

        // Randomised range finder with two power iterations (Halko et al. 2011).
        var basis = linalg.qr(matmul(matrix, randn(vocabulary, dimensions + 32, generator: generator))).Q;
        for (var i = 0; i < 2; i++)
        {
            basis = linalg.qr(matmul(matrix.t(), basis)).Q;
            basis = linalg.qr(matmul(matrix, basis)).Q;
        }

        var (u, s, _) = linalg.svd(matmul(basis.t(), matrix), fullMatrices: false);
        var rows = matmul(basis, u).narrow(1, 0, dimensions) * s.narrow(0, 0, dimensions).sqrt();   // [v, d]
        // Half of the way to unit length: frequent words should not drown the others, nor vanish.
        var length = rows.norm(1, keepdim: true).Plus(1e-6);
        rows = rows / length.sqrt();
        var overall = (rows * rows).mean().sqrt();
        rows = (rows / overall).Plus(randn(rows.shape, generator: generator).mul(Scalars.Of(0.1)));
        return rows.mul(Scalars.Of(scale)).DetachFromDisposeScope();
    }
}
