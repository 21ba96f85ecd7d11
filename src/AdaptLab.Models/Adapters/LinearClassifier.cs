using System.Numerics.Tensors;

namespace AdaptLab.Models.Adapters;

/// <summary>A linear function of features for each class, and its softmax.</summary>
public sealed class LinearClassifier
{
    private readonly int _width;

    internal LinearClassifier(int dense, int sparse, int classes)
    {
        (Dense, Sparse, Classes) = (dense, sparse, classes);
        _width = dense + sparse + 1;
        Parameters = new double[classes * _width];
    }

    /// <param name="values">As <see cref="Values"/> has them of another one.</param>
    /// <exception cref="ArgumentException">They are not as many as <see cref="Size"/> says.</exception>
    public static LinearClassifier Of(int dense, int sparse, int classes, ReadOnlySpan<double> values)
    {
        var classifier = new LinearClassifier(dense, sparse, classes);
        if (values.Length != classifier.Parameters.Length)
            throw new ArgumentException($"Expected {classifier.Parameters.Length} numbers.", nameof(values));
        values.CopyTo(classifier.Parameters);
        return classifier;
    }

    /// <summary>How many numbers make a classifier.</summary>
    public static int Size(int dense, int sparse, int classes) => classes * (dense + sparse + 1);

    /// <summary>All that it has learnt, for <see cref="Of"/>.</summary>
    public ReadOnlySpan<double> Values => Parameters;

    /// <summary>Dense features of a vector.</summary>
    public int Dense { get; }

    /// <summary>Above every sparse index.</summary>
    public int Sparse { get; }

    public int Classes { get; }

    /// <summary>For each class: dense weights, sparse weights, bias.</summary>
    internal double[] Parameters { get; }

    /// <returns>For each class its probability; they sum to one.</returns>
    /// <exception cref="ArgumentException">The features are of another problem.</exception>
    public double[] Probabilities(FeatureVector features)
    {
        if (features.Dense.Length != Dense || features.Indices.Any(index => index >= Sparse))
            throw new ArgumentException($"Expected {Dense} dense features and sparse indices below {Sparse}.", nameof(features));
        var scores = new double[Classes];
        Score(Parameters, features, scores);
        Softmax(scores);
        return scores;
    }

    /// <returns>[classes, dense] and [classes].</returns>
    internal (float[,] Weights, float[] Biases) DenseParameters()
    {
        var (weights, biases) = (new float[Classes, Dense], new float[Classes]);
        for (var c = 0; c < Classes; c++)
        {
            for (var j = 0; j < Dense; j++) weights[c, j] = (float)Parameters[c * _width + j];
            biases[c] = (float)BiasOf(Parameters, c);
        }

        return (weights, biases);
    }

    internal Span<double> DenseWeights(int @class) => Parameters.AsSpan(@class * _width, Dense);

    internal ref double BiasOf(double[] parameters, int @class) => ref parameters[(@class + 1) * _width - 1];

    internal void Score(double[] parameters, FeatureVector row, double[] scores)
    {
        for (var c = 0; c < scores.Length; c++)
        {
            var weights = parameters.AsSpan(c * _width, _width);
            var sum = weights[^1] + TensorPrimitives.Dot(weights[..Dense], row.Dense);
            for (var j = 0; j < row.Indices.Length; j++) sum += weights[Dense + row.Indices[j]] * row.Values[j];
            scores[c] = sum;
        }
    }

    /// <summary>Adds a multiple of the row to a class's part of the gradient.</summary>
    internal void Add(double[] gradient, int @class, FeatureVector row, double factor)
    {
        var part = gradient.AsSpan(@class * _width, _width);
        TensorPrimitives.MultiplyAdd(row.Dense, factor, part[..Dense], part[..Dense]);
        for (var j = 0; j < row.Indices.Length; j++) part[Dense + row.Indices[j]] += factor * row.Values[j];
        part[^1] += factor;
    }

    internal static void Softmax(double[] scores)
    {
        var highest = scores.Max();
        var sum = 0.0;
        for (var c = 0; c < scores.Length; c++) sum += scores[c] = Math.Exp(scores[c] - highest);
        for (var c = 0; c < scores.Length; c++) scores[c] /= sum;
    }
}
