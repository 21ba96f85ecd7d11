using System.Numerics.Tensors;

namespace AdaptLab.Models.Adapters;

/// <summary>Multinomial logistic regression with a squared penalty on the weights (none on the biases), solved to convergence.</summary>
/// <remarks>One problem may be solved at several strengths: what only depends on the rows is worked out once. What is known of the weights
/// beforehand is where the penalty holds them, in place of zero: the mean of a Gaussian prior.</remarks>
public sealed class LogisticRegression
{
    private const int MostIterations = 500;
    private const double GradientTolerance = 1e-5;

    /// <summary>With more rows, their Gram matrix costs more than it saves.</summary>
    private const int MostSpanRows = 2000;

    private readonly IReadOnlyList<FeatureVector> _features;
    private readonly IReadOnlyList<int> _classes;
    private readonly int _sparse;
    private readonly int _classCount;
    private readonly IReadOnlyList<double[]>? _prior;

    /// <summary>For each row the scores by the prior alone.</summary>
    private readonly IReadOnlyList<double[]>? _given;

    private readonly RowSpan? _span;

    /// <param name="features">n rows, with as many dense numbers each.</param>
    /// <param name="sparse">Above every sparse index of the rows.</param>
    /// <param name="classes">Of each row, from 0 to <paramref name="classCount"/> − 1.</param>
    /// <param name="prior">For each class what its dense weights are held near; zeros where it is null.</param>
    /// <exception cref="ArgumentException">There is no row, or rows and classes differ in number, or the prior is of other classes or features.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public LogisticRegression(
        IReadOnlyList<FeatureVector> features, int sparse, IReadOnlyList<int> classes, int classCount, IReadOnlyList<double[]>? prior = null, CancellationToken cancellation = default)
        : this(features, sparse, classes, classCount, prior, features.Count <= MostSpanRows && features.Count > 0 && features.Count < features[0].Dense.Length + sparse, cancellation)
    {
    }

    /// <param name="withinSpan">Whether it is solved in the span of the rows.</param>
    internal LogisticRegression(
        IReadOnlyList<FeatureVector> features, int sparse, IReadOnlyList<int> classes, int classCount, IReadOnlyList<double[]>? prior, bool withinSpan,
        CancellationToken cancellation)
    {
        if (features.Count == 0 || features.Count != classes.Count)
            throw new ArgumentException($"{features.Count} rows and {classes.Count} classes: there must be as many of each, and at least one.", nameof(features));
        if (prior is not null && (prior.Count != classCount || prior.Any(weights => weights.Length != features[0].Dense.Length)))
            throw new ArgumentException($"Expected {classCount} classes of {features[0].Dense.Length} weights.", nameof(prior));
        (_features, _sparse, _classes, _classCount, _prior) = (features, sparse, classes, classCount, prior);
        _given = prior is null ? null : [.. features.Select(row => prior.Select(weights => TensorPrimitives.Dot<double>(weights, row.Dense)).ToArray())];
        _span = withinSpan ? RowSpan.Of(features, sparse, cancellation) : null;
    }

    /// <param name="strength">Inverse of the penalty, as scikit-learn's C: ½‖W‖² + C · Σ loss is minimised.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public LinearClassifier Fit(double strength, CancellationToken cancellation = default)
    {
        var classifier = FitBesidePrior(strength, cancellation);
        for (var c = 0; _prior is not null && c < _classCount; c++)
        {
            var weights = classifier.DenseWeights(c);
            TensorPrimitives.Add(weights, _prior[c], weights);
        }

        return classifier;
    }

    /// <returns>How much the weights differ from the prior.</returns>
    private LinearClassifier FitBesidePrior(double strength, CancellationToken cancellation)
    {
        if (_span is null) return Solve(_features, _sparse, strength, cancellation);
        var within = Solve([.. _span.Coordinates.Select(row => FeatureVector.Of(row))], 0, strength, cancellation);
        var classifier = new LinearClassifier(_features[0].Dense.Length, _sparse, _classCount);
        for (var c = 0; c < _classCount; c++)
        {
            var @class = c;
            _span.Lift(within.DenseWeights(c), (row, factor) => classifier.Add(classifier.Parameters, @class, row, factor));
            classifier.BiasOf(classifier.Parameters, c) = within.BiasOf(within.Parameters, c);
        }

        return classifier;
    }

    private LinearClassifier Solve(IReadOnlyList<FeatureVector> features, int sparse, double strength, CancellationToken cancellation)
    {
        var classifier = new LinearClassifier(features[0].Dense.Length, sparse, _classCount);
        var objective = new Objective(classifier, features, _classes, _given, strength);
        Lbfgs.Minimise(classifier.Parameters, objective.Evaluate, MostIterations, GradientTolerance * strength * features.Count, cancellation);
        return classifier;
    }

    private sealed class Objective(LinearClassifier classifier, IReadOnlyList<FeatureVector> features, IReadOnlyList<int> classes, IReadOnlyList<double[]>? given, double strength)
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
                if (given is not null) TensorPrimitives.Add(scores, given[i], scores);
                LinearClassifier.Softmax(scores);
                value -= strength * Math.Log(Math.Max(scores[classes[i]], double.Epsilon));
                for (var c = 0; c < scores.Length; c++)
                    classifier.Add(gradient, c, features[i], strength * (scores[c] - (c == classes[i] ? 1 : 0)));
            }

            return value;
        }
    }
}
