using System.Numerics.Tensors;

namespace AdaptLab.Models.Adapters;

/// <summary>Limited-memory BFGS (Liu and Nocedal 1989) with a backtracking line search, for smooth convex functions.</summary>
internal static class Lbfgs
{
    private const int Memory = 10;
    private const double SufficientDecrease = 1e-4;
    private const int MostHalvings = 40;

    /// <param name="x">Where to begin; holds the result.</param>
    /// <param name="evaluate">Gets a point and fills in the gradient there; answers the value.</param>
    /// <param name="tolerance">Done when no component of the gradient is larger.</param>
    public static void Minimise(double[] x, Func<double[], double[], double> evaluate, int mostIterations, double tolerance, CancellationToken cancellation)
    {
        var gradient = new double[x.Length];
        var value = evaluate(x, gradient);
        var history = new List<(double[] Step, double[] Change, double Curvature)>();
        for (var iteration = 0; iteration < mostIterations && TensorPrimitives.MaxMagnitude<double>(gradient) is var most && Math.Abs(most) > tolerance; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            var direction = Direction(gradient, history);
            var slope = TensorPrimitives.Dot<double>(direction, gradient);
            if (slope >= 0) return;

            var (next, nextGradient) = (new double[x.Length], new double[x.Length]);
            // A first step of unit length: nothing is known of the curvature yet.
            var size = iteration == 0 ? Math.Min(1, 1 / TensorPrimitives.Norm<double>(gradient)) : 1;
            double nextValue;
            for (var halvings = 0; ; halvings++, size /= 2)
            {
                TensorPrimitives.MultiplyAdd(direction, size, x, next);
                nextValue = evaluate(next, nextGradient);
                if (nextValue <= value + SufficientDecrease * size * slope) break;
                if (halvings == MostHalvings) return;
            }

            var (step, change) = (new double[x.Length], new double[x.Length]);
            TensorPrimitives.Subtract<double>(next, x, step);
            TensorPrimitives.Subtract<double>(nextGradient, gradient, change);
            var curvature = TensorPrimitives.Dot<double>(step, change);
            if (curvature > 1e-12 * TensorPrimitives.Dot<double>(change, change))
            {
                history.Add((step, change, curvature));
                if (history.Count > Memory) history.RemoveAt(0);
            }

            next.CopyTo(x, 0);
            (gradient, value) = (nextGradient, nextValue);
        }
    }

    /// <summary>Minus the inverse Hessian's estimate times the gradient, by the two-loop recursion.</summary>
    private static double[] Direction(double[] gradient, List<(double[] Step, double[] Change, double Curvature)> history)
    {
        var q = new double[gradient.Length];
        TensorPrimitives.Negate<double>(gradient, q);
        var weights = new double[history.Count];
        for (var i = history.Count - 1; i >= 0; i--)
        {
            weights[i] = TensorPrimitives.Dot<double>(history[i].Step, q) / history[i].Curvature;
            TensorPrimitives.MultiplyAdd(history[i].Change, -weights[i], q, q);
        }

        if (history.Count > 0)
        {
            var (_, change, curvature) = history[^1];
            TensorPrimitives.Multiply(q, curvature / TensorPrimitives.Dot<double>(change, change), q);
        }

        for (var i = 0; i < history.Count; i++)
        {
            var back = TensorPrimitives.Dot<double>(history[i].Change, q) / history[i].Curvature;
            TensorPrimitives.MultiplyAdd(history[i].Step, weights[i] - back, q, q);
        }

        return q;
    }
}
