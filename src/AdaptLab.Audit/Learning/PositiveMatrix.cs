using System.Numerics.Tensors;

namespace AdaptLab.Audit.Learning;

/// <summary>The inverse of a symmetric positive definite matrix, by Cholesky's factors: A⁻¹ = R Rᵀ, where R is the transpose
/// of L⁻¹ and A = L Lᵀ. The product itself is not made: what is asked of it costs no more from its factor.</summary>
internal sealed class PositiveMatrix
{
    private readonly double[][] _rows;

    private PositiveMatrix(double[][] rows) => _rows = rows;

    public int Size => _rows.Length;

    /// <param name="matrix">Rows of the matrix; its lower half is read. It is used up.</param>
    public static PositiveMatrix InverseOf(double[][] matrix, CancellationToken cancellation)
    {
        Factor(matrix, cancellation);
        return new PositiveMatrix(InverseOfFactor(matrix, cancellation));
    }

    /// <summary>An entry of its diagonal.</summary>
    public double Diagonal(int i) => TensorPrimitives.SumOfSquares<double>(_rows[i].AsSpan(i));

    /// <summary>The product with a vector.</summary>
    public double[] Times(ReadOnlySpan<double> vector)
    {
        var n = _rows.Length;
        var half = new double[n];
        for (var i = 0; i < n; i++)
        {
            var tail = half.AsSpan(i);
            TensorPrimitives.MultiplyAdd<double>(_rows[i].AsSpan(i), vector[i], tail, tail);
        }

        var product = new double[n];
        for (var i = 0; i < n; i++)
            product[i] = TensorPrimitives.Dot<double>(_rows[i].AsSpan(i), half.AsSpan(i));
        return product;
    }

    /// <summary>A = L Lᵀ, with L in the lower half.</summary>
    private static void Factor(double[][] a, CancellationToken cancellation)
    {
        for (var i = 0; i < a.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var j = 0; j < i; j++)
                a[i][j] = (a[i][j] - TensorPrimitives.Dot<double>(a[i].AsSpan(0, j), a[j].AsSpan(0, j))) / a[j][j];
            a[i][i] = Math.Sqrt(a[i][i] - TensorPrimitives.SumOfSquares<double>(a[i].AsSpan(0, i)));
        }
    }

    /// <summary>The transpose of L⁻¹: row i holds its column i, from i on.</summary>
    private static double[][] InverseOfFactor(double[][] l, CancellationToken cancellation)
    {
        var n = l.Length;
        var columns = new double[n][];
        // No column needs another.
        Parallel.For(0, n, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            var column = columns[i] = new double[n];
            column[i] = 1 / l[i][i];
            for (var j = i + 1; j < n; j++)
                column[j] = -TensorPrimitives.Dot<double>(l[j].AsSpan(i, j - i), column.AsSpan(i, j - i)) / l[j][j];
        });
        return columns;
    }
}
