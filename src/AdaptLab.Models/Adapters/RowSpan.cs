using System.Numerics.Tensors;

namespace AdaptLab.Models.Adapters;

/// <summary>The space that some rows span, with an orthonormal basis, by a pivoted Cholesky decomposition of their Gram matrix.</summary>
/// <remarks>What minimises ½‖w‖² plus any function of the products w · row lies in it (Kimeldorf and Wahba 1971). So a
/// problem of few rows with thousands of features is one of as few numbers as there are rows.</remarks>
internal sealed class RowSpan
{
    /// <summary>What is left of a row whose square is below this share of the largest is rounding, not a direction of its own.</summary>
    private const double Tolerance = 1e-10;

    private readonly IReadOnlyList<FeatureVector> _rows;
    private readonly int[] _pivots;

    private RowSpan(IReadOnlyList<FeatureVector> rows, int[] pivots, double[][] coordinates) => (_rows, _pivots, Coordinates) = (rows, pivots, coordinates);

    /// <summary>For each row its coordinates, as many as there are directions; products of rows are products of coordinates.</summary>
    public double[][] Coordinates { get; }

    /// <param name="sparse">Above every sparse index of the rows.</param>
    public static RowSpan Of(IReadOnlyList<FeatureVector> rows, int sparse, CancellationToken cancellation)
    {
        var n = rows.Count;
        var gram = Gram(rows, sparse, cancellation);
        var left = Enumerable.Range(0, n).Select(i => gram[i][i]).ToArray();
        var least = left.Max() * Tolerance;
        var (pivots, coordinates) = (new List<int>(), Enumerable.Range(0, n).Select(_ => new double[n]).ToArray());
        for (var k = 0; k < n; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            var pivot = Array.IndexOf(left, left.Max());
            if (left[pivot] <= least) break;
            var length = Math.Sqrt(left[pivot]);
            for (var i = 0; i < n; i++)
            {
                var rest = gram[i][pivot] - TensorPrimitives.Dot<double>(coordinates[i].AsSpan(0, k), coordinates[pivot].AsSpan(0, k));
                coordinates[i][k] = i == pivot ? length : pivots.Contains(i) ? 0 : rest / length;
                left[i] -= coordinates[i][k] * coordinates[i][k];
            }

            left[pivot] = double.NegativeInfinity;
            pivots.Add(pivot);
        }

        return new RowSpan(rows, [.. pivots], [.. coordinates.Select(row => row[..pivots.Count])]);
    }

    /// <summary>From weights on the coordinates to the weights on the features that give every row the same product.</summary>
    /// <param name="add">Gets a row and what it is to be multiplied by; the sum over all calls are the weights.</param>
    public void Lift(ReadOnlySpan<double> weights, Action<FeatureVector, double> add)
    {
        // The pivots' coordinates are a lower triangle L, and L · basis = pivots: w · basis = (L⁻ᵀ w) · pivots.
        var factors = weights.ToArray();
        for (var k = factors.Length - 1; k >= 0; k--)
        {
            factors[k] /= Coordinates[_pivots[k]][k];
            for (var j = 0; j < k; j++) factors[j] -= Coordinates[_pivots[k]][j] * factors[k];
        }

        for (var k = 0; k < factors.Length; k++) add(_rows[_pivots[k]], factors[k]);
    }

    private static double[][] Gram(IReadOnlyList<FeatureVector> rows, int sparse, CancellationToken cancellation)
    {
        var gram = rows.Select(_ => new double[rows.Count]).ToArray();
        var spread = new double[sparse];
        for (var i = 0; i < rows.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var k = 0; k < rows[i].Indices.Length; k++) spread[rows[i].Indices[k]] = rows[i].Values[k];
            for (var j = 0; j <= i; j++)
            {
                var product = TensorPrimitives.Dot<double>(rows[i].Dense, rows[j].Dense);
                for (var k = 0; k < rows[j].Indices.Length; k++) product += spread[rows[j].Indices[k]] * rows[j].Values[k];
                gram[i][j] = gram[j][i] = product;
            }

            foreach (var index in rows[i].Indices) spread[index] = 0;
        }

        return gram;
    }
}
