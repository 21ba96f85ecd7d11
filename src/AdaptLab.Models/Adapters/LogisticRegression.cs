namespace AdaptLab.Models.Adapters;

/// <summary>Multinomial logistic regression with a squared penalty on the weights (none on the biases), solved to convergence.</summary>
public static class LogisticRegression
{
    private const int MostIterations = 500;
    private const double GradientTolerance = 1e-5;

    /// <param name="features">n rows.</param>
    /// <param name="dimensions">d: above every index of the rows.</param>
    /// <param name="classes">Of each row, from 0 to <paramref name="classCount"/> − 1.</param>
    /// <param name="strength">Inverse of the penalty, as scikit-learn's C: ½‖W‖² + C · Σ loss is minimised.</param>
    /// <exception cref="ArgumentException">There is no row, or rows and classes differ in number.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LinearClassifier Fit(
        IReadOnlyList<SparseVector> features, int dimensions, IReadOnlyList<int> classes, int classCount, double strength, CancellationToken cancellation = default)
    {
        if (features.Count == 0 || features.Count != classes.Count)
            throw new ArgumentException($"{features.Count} rows and {classes.Count} classes: there must be as many of each, and at least one.", nameof(features));
        var objective = new Objective(features, dimensions, classes, classCount, strength);
        var parameters = new double[classCount * (dimensions + 1)];
        Lbfgs.Minimise(parameters, objective.Evaluate, MostIterations, GradientTolerance * strength * features.Count, cancellation);
        return new LinearClassifier(parameters, dimensions, classCount);
    }

    /// <summary>Parameters: for each class its d weights, then its bias.</summary>
    private sealed class Objective(IReadOnlyList<SparseVector> features, int dimensions, IReadOnlyList<int> classes, int classCount, double strength)
    {
        public double Evaluate(double[] parameters, double[] gradient)
        {
            var width = dimensions + 1;
            var value = 0.0;
            for (var c = 0; c < classCount; c++)
            {
                for (var j = 0; j < dimensions; j++)
                {
                    var weight = parameters[c * width + j];
                    value += 0.5 * weight * weight;
                    gradient[c * width + j] = weight;
                }

                gradient[c * width + dimensions] = 0;
            }

            var scores = new double[classCount];
            for (var i = 0; i < features.Count; i++)
            {
                var row = features[i];
                LinearClassifier.Score(parameters, dimensions, row, scores);
                value -= strength * Math.Log(Math.Max(Softmax(scores, classes[i]), double.Epsilon));
                for (var c = 0; c < classCount; c++)
                {
                    var error = strength * (scores[c] - (c == classes[i] ? 1 : 0));
                    for (var j = 0; j < row.Indices.Length; j++) gradient[c * width + row.Indices[j]] += error * row.Values[j];
                    gradient[c * width + dimensions] += error;
                }
            }

            return value;
        }

        private static double Softmax(double[] scores, int wanted)
        {
            LinearClassifier.Softmax(scores);
            return scores[wanted];
        }
    }
}

/// <summary>A linear function of features for each class, and its softmax.</summary>
public sealed class LinearClassifier
{
    private readonly double[] _parameters;

    internal LinearClassifier(double[] parameters, int dimensions, int classes) => (_parameters, Dimensions, Classes) = (parameters, dimensions, classes);

    public int Dimensions { get; }

    public int Classes { get; }

    /// <returns>For each class its probability; they sum to one.</returns>
    /// <exception cref="ArgumentException">An index is not below <see cref="Dimensions"/>.</exception>
    public double[] Probabilities(SparseVector features)
    {
        if (features.Indices.Any(index => index >= Dimensions)) throw new ArgumentException($"Expected indices below {Dimensions}.", nameof(features));
        var scores = new double[Classes];
        Score(_parameters, Dimensions, features, scores);
        Softmax(scores);
        return scores;
    }

    /// <returns>[classes, dimensions] and [classes].</returns>
    internal (float[,] Weights, float[] Biases) Parameters()
    {
        var (weights, biases) = (new float[Classes, Dimensions], new float[Classes]);
        for (var c = 0; c < Classes; c++)
        {
            for (var j = 0; j < Dimensions; j++) weights[c, j] = (float)_parameters[c * (Dimensions + 1) + j];
            biases[c] = (float)_parameters[c * (Dimensions + 1) + Dimensions];
        }

        return (weights, biases);
    }

    internal static void Score(double[] parameters, int dimensions, SparseVector row, double[] scores)
    {
        var (indices, values) = row;
        for (var c = 0; c < scores.Length; c++)
        {
            var weights = parameters.AsSpan(c * (dimensions + 1), dimensions + 1);
            var sum = weights[dimensions];
            for (var j = 0; j < indices.Length; j++) sum += weights[indices[j]] * values[j];
            scores[c] = sum;
        }
    }

    internal static void Softmax(double[] scores)
    {
        var highest = scores.Max();
        var sum = 0.0;
        for (var c = 0; c < scores.Length; c++) sum += scores[c] = Math.Exp(scores[c] - highest);
        for (var c = 0; c < scores.Length; c++) scores[c] /= sum;
    }
}
