namespace AdaptLab.Results.Statistics;

/// <summary>The two distributions that the intervals and tests stand on, through the regularised incomplete beta function.</summary>
public static class Distributions
{
    // Beyond this many degrees of freedom Student's t is the normal distribution to six digits.
    private const double PracticallyNormal = 1e6;

    /// <summary>P(|T| ≥ |t|) for Student's t; infinite degrees of freedom give the normal distribution.</summary>
    public static double StudentTwoSided(double t, double degreesOfFreedom)
    {
        var df = Math.Min(degreesOfFreedom, PracticallyNormal);
        return double.IsInfinity(t) ? 0 : IncompleteBeta(df / 2, 0.5, df / (df + t * t));
    }

    /// <summary>P(|Z| ≥ |z|) for the normal distribution, to seven digits; much cheaper than Student's without an end of degrees of freedom.</summary>
    /// <remarks>The complementary error function by the Chebyshev fit of Press et al., Numerical Recipes, 6.2.</remarks>
    internal static double NormalTwoSided(double z)
    {
        var x = Math.Abs(z) / Math.Sqrt(2);
        var t = 1 / (1 + (0.5 * x));
        return t * Math.Exp((-x * x) - 1.26551223 + (t * (1.00002368 + (t * (0.37409196 + (t * (0.09678418 + (t * (-0.18628806 + (t * (0.27886807
            + (t * (-1.13520398 + (t * (1.48851587 + (t * (-0.82215223 + (t * 0.17087277))))))))))))))))));
    }

    /// <summary>The t that Student's |T| exceeds with probability <paramref name="level"/>.</summary>
    public static double StudentCritical(double level, double degreesOfFreedom)
    {
        double low = 0, high = 1;
        while (StudentTwoSided(high, degreesOfFreedom) > level)
            high *= 2;
        for (var step = 0; step < 80; step++)
        {
            var middle = (low + high) / 2;
            if (StudentTwoSided(middle, degreesOfFreedom) > level)
                low = middle;
            else
                high = middle;
        }

        return high;
    }

    /// <summary>P(X ≥ successes) for <paramref name="trials"/> independent trials.</summary>
    public static double BinomialUpperTail(int successes, int trials, double probability) =>
        successes <= 0 ? 1
        : successes > trials ? 0
        : IncompleteBeta(successes, trials - successes + 1, probability);

    internal static double LogFactorial(int n) => LogGamma(n + 1.0);

    private static double IncompleteBeta(double a, double b, double x)
    {
        if (x is <= 0 or >= 1)
            return x <= 0 ? 0 : 1;

        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x));

        // The continued fraction converges fast on one side of the mean only; the other side is its mirror image.
        return x < (a + 1) / (a + b + 2)
            ? front * ContinuedFraction(a, b, x) / a
            : 1 - front * ContinuedFraction(b, a, 1 - x) / b;
    }

    // Evaluated by Lentz's method.
    private static double ContinuedFraction(double a, double b, double x)
    {
        const double tiny = 1e-300;
        double c = 1, d = 1 / NotZero(1 - (a + b) * x / (a + 1)), result = d;
        for (var m = 1; m <= 100_000; m++)
        {
            Step(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)));
            var change = Step(-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)));
            if (Math.Abs(change - 1) < 1e-15)
                break;
        }

        return result;

        double Step(double coefficient)
        {
            d = 1 / NotZero(1 + coefficient * d);
            c = NotZero(1 + coefficient / c);
            result *= c * d;
            return c * d;
        }

        static double NotZero(double value) => Math.Abs(value) < tiny ? tiny : value;
    }

    // Stirling's series, after stepping the argument up to where its error is below 1e-13.
    private static double LogGamma(double x)
    {
        double shift = 0;
        for (; x < 12; x++)
            shift -= Math.Log(x);

        var inverse = 1 / (x * x);
        var series = (1 / 12.0 - inverse * (1 / 360.0 - inverse * (1 / 1260.0 - inverse * (1 / 1680.0 - inverse / 1188.0)))) / x;
        return shift + (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + series;
    }
}
