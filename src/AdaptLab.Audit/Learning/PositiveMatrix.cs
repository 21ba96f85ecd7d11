using System.Numerics.Tensors;

namespace AdaptLab.Audit.Learning;

/// <summary>The inverse of a symmetric positive definite matrix, by Cholesky's factors.</summary>
internal static class PositiveMatrix
{
    /// <param name="matrix">Rows of the matrix; its lower half is read. It is used up.</param>
    public static double[][] Inverse(double[][] matrix, CancellationToken cancellation)
    {
        Factor(matrix, cancellation);
        var factor = InverseOfFactor(matrix, cancellation);
        return Squared(factor, cancellation);
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
        for (var i = 0; i < n; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var column = columns[i] = new double[n];
            column[i] = 1 / l[i][i];
            for (var j = i + 1; j < n; j++)
                column[j] = -TensorPrimitives.Dot<double>(l[j].AsSpan(i, j - i), column.AsSpan(i, j - i)) / l[j][j];
        }

        return columns;
    }

    /// <summary>A⁻¹ = L⁻ᵀ L⁻¹.</summary>
    private static double[][] Squared(double[][] columns, CancellationToken cancellation)
    {
        var n = columns.Length;
        var inverse = new double[n][];
        for (var i = 0; i < n; i++)
            inverse[i] = new double[n];
        for (var i = 0; i < n; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var j = 0; j <= i; j++)
                inverse[i][j] = inverse[j][i] = TensorPrimitives.Dot<double>(columns[i].AsSpan(i), columns[j].AsSpan(i));
        }

        return inverse;
    }
}
