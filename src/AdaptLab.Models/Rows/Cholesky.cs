using System.Numerics.Tensors;

namespace AdaptLab.Models.Rows;

/// <summary>Systems of equations with a positive definite matrix, of as many rows as a prompt has.</summary>
internal static class Cholesky
{
    /// <summary>Puts L, with L Lᵀ the matrix, into its lower triangle.</summary>
    public static void Decompose(double[][] matrix)
    {
        for (var i = 0; i < matrix.Length; i++)
        {
            for (var j = 0; j < i; j++) matrix[i][j] = (matrix[i][j] - Dot(matrix[i], matrix[j], j)) / matrix[j][j];
            matrix[i][i] = Math.Sqrt(matrix[i][i] - Dot(matrix[i], matrix[i], i));
        }
    }

    /// <param name="lower">As <see cref="Decompose"/> leaves it.</param>
    /// <param name="right">The right side, and then the solution.</param>
    public static void Solve(double[][] lower, double[] right)
    {
        for (var i = 0; i < right.Length; i++) right[i] = (right[i] - Dot(lower[i], right, i)) / lower[i][i];
        for (var i = right.Length - 1; i >= 0; i--)
        {
            right[i] /= lower[i][i];
            for (var j = 0; j < i; j++) right[j] -= lower[i][j] * right[i];
        }
    }

    private static double Dot(double[] a, double[] b, int count) => TensorPrimitives.Dot<double>(a.AsSpan(0, count), b.AsSpan(0, count));
}
