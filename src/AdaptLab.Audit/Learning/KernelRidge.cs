using System.Numerics.Tensors;

namespace AdaptLab.Audit.Learning;

/// <summary>Least squares on similarities (kernel ridge regression), one target a label. It is the one classifier for which
/// leaving out each example in turn costs nothing: what the others say of it follows from the solution with all of them.</summary>
/// <remarks>
/// With A = (K + D)⁻¹ and α = A y, the prediction for row i without row i is yᵢ − αᵢ/Aᵢᵢ, and that for any x is
/// f(x) − (αᵢ/Aᵢᵢ)(A k(x))ᵢ: both exact (Allen 1974; the block inverse of A).
/// </remarks>
internal sealed class KernelRidge
{
    /// <summary>On cosines, whose diagonal is 1.</summary>
    internal const double Penalty = 0.5;

    private readonly PositiveMatrix _inverse;
    private readonly double[] _diagonal;
    private readonly double[][] _weights;

    private KernelRidge(PositiveMatrix inverse, double[][] targets)
    {
        _inverse = inverse;
        _diagonal = [.. Enumerable.Range(0, inverse.Size).Select(inverse.Diagonal)];
        _weights = [.. targets.Select(target => inverse.Times(target))];
    }

    public int Labels => _weights.Length;

    /// <param name="kernel">Cosines of the rows with one another.</param>
    /// <param name="labels">Of each row. A label with fewer rows than others is given as much weight in all.</param>
    public static KernelRidge Fit(IEnumerable<float[]> kernel, IReadOnlyList<int> labels, int labelCount, CancellationToken cancellation)
    {
        var n = labels.Count;
        var counts = labels.CountBy(label => label).ToDictionary();
        var matrix = new double[n][];
        foreach (var (i, cosines) in kernel.Index())
        {
            matrix[i] = Wide(cosines);
            // A row counts as often as its penalty is small.
            matrix[i][i] = 1 + Penalty * Math.Sqrt((double)counts[labels[i]] * counts.Count / n);
        }

        var targets = new double[labelCount][];
        for (var label = 0; label < labelCount; label++)
            targets[label] = [.. labels.Select(of => (of == label ? 1.0 : 0) - 1.0 / counts.Count)];
        return new KernelRidge(PositiveMatrix.InverseOf(matrix, cancellation), targets);
    }

    /// <param name="cosines">Of a text with each of the rows.</param>
    public double[] Predict(ReadOnlySpan<float> cosines)
    {
        var wide = Wide(cosines);
        return [.. _weights.Select(weights => TensorPrimitives.Dot<double>(weights, wide))];
    }

    /// <summary>What a text's scores would be without each of the rows: label by label, a score a row.</summary>
    public double[][] PredictWithoutEach(ReadOnlySpan<float> cosines)
    {
        var wide = Wide(cosines);
        var share = _inverse.Times(wide);
        TensorPrimitives.Divide<double>(share, _diagonal, share);
        var without = new double[Labels][];
        for (var label = 0; label < without.Length; label++)
        {
            var scores = without[label] = new double[wide.Length];
            TensorPrimitives.Multiply<double>(_weights[label], share, scores);
            TensorPrimitives.Subtract<double>(TensorPrimitives.Dot<double>(_weights[label], wide), scores, scores);
        }

        return without;
    }

    private static double[] Wide(ReadOnlySpan<float> narrow)
    {
        var wide = new double[narrow.Length];
        for (var i = 0; i < wide.Length; i++)
            wide[i] = narrow[i];
        return wide;
    }
}
