using System.Numerics.Tensors;

namespace AdaptLab.Models.Adapters;

/// <summary>Multinomial logistic regression with a squared penalty on the weights (none on the biases), solved to convergence.</summary>
public static class LogisticRegression
{
    private const int MostIterations = 500;
    private const double GradientTolerance = 1e-5;

    /// <param name="features">n rows, with as many dense numbers each.</param>
    /// <param name="sparse">Above every sparse index of the rows.</param>
    /// <param name="classes">Of each row, from 0 to <paramref name="classCount"/> − 1.</param>
    /// <param name="strength">Inverse of the penalty, as scikit-learn's C: ½‖W‖² + C · Σ loss is minimised.</param>
    /// <exception cref="ArgumentException">There is no row, or rows and classes differ in number.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LinearClassifier Fit(
        IReadOnlyList<FeatureVector> features, int sparse, IReadOnlyList<int> classes, int classCount, double strength, CancellationToken cancellation = default)
    {
        if (features.Count == 0 || features.Count != classes.Count)
            throw new ArgumentException($"{features.Count} rows and {classes.Count} classes: there must be as many of each, and at least one.", nameof(features));
        var classifier = new LinearClassifier(features[0].Dense.Length, sparse, classCount);
        var objective = new Objective(classifier, features, classes, strength);
        Lbfgs.Minimise(classifier.Parameters, objective.Evaluate, MostIterations, GradientTolerance * strength * features.Count, cancellation);
        return classifier;
    }

    private sealed class Objective(LinearClassifier classifier, IReadOnlyList<FeatureVector> features, IReadOnlyList<int> classes, double strength)
    {
        public double Evaluate(double[] parameters, double[] gradient)
        {
            parameters.CopyTo(gradient, 0);
            for (var c = 0; c < classifier.Classes; c++) classifier.BiasOf(gradient, c) = 0;
            var value = 0.5 * TensorPrimitives.SumOfSquares<double>(gradient);

            var scores = new double[classifier.Classes];
            for (var i = 0; i < features.Count; i++)
            {
                classifier.Score(parameters, features[i], scores);
                LinearClassifier.Softmax(scores);
                value -= strength * Math.Log(Math.Max(scores[classes[i]], double.Epsilon));
                for (var c = 0; c < scores.Length; c++)
                    classifier.Add(gradient, c, features[i], strength * (scores[c] - (c == classes[i] ? 1 : 0)));
            }

            return value;
        }
    }
}
