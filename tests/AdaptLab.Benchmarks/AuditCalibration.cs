using System.Globalization;
using AdaptLab.Audit.Learning;
using AdaptLab.Audit.Tests.Planting;

namespace AdaptLab.Benchmarks;

/// <summary>Learns what a row's doubt means (the numbers in <see cref="PlantedNoise"/>) from mislabels planted in tasks that nothing is judged on.</summary>
internal static class AuditCalibration
{
    /// <summary>So that each size yields about as many rows.</summary>
    private static readonly (int PerLabel, int Trials)[] Draws = [(4, 80), (8, 40), (16, 20)];

    private const int Rounds = 30;

    /// <param name="files">Tasks as JSON lines with "text" and "label".</param>
    public static async Task<int> RunAsync(string[] files, TextWriter output)
    {
        var plant = Plants.All.Single(plant => plant.Code == "ADAPT3013");
        var rows = new List<(double[] X, bool Wrong)>();
        foreach (var file in files)
        {
            var pool = await Pool.OfLinesAsync(file);
            foreach (var (perLabel, trials) in Draws.Where(draw => pool.Rows.CountBy(row => row.Label).Min(label => label.Value) >= draw.PerLabel))
            {
                for (var seed = 0; seed < trials; seed++)
                {
                    // Other draws than those that `audit mislabels` scores.
                    var trial = plant.Trial(pool, perLabel, 100_000 + seed);
                    var planted = seed % 2 == 0 ? plant.Make(trial).ToHashSet(StringComparer.Ordinal) : [];
                    if ((await trial.ContextAsync()).Opinions is not { } opinions)
                        continue;
                    int[] given = [.. opinions.Rows.Select(row => row.Label)];
                    rows.AddRange(PlantedNoise.Evidence(opinions.Scores, given).Select((evidence, i) =>
                        (PlantedNoise.Features(evidence.Doubt, evidence.StandsOut, opinions.Told[i]), planted.Contains(opinions.Rows[i].Text))));
                }
            }

            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{pool.Name}: {rows.Count} rows so far, {rows.Count(row => row.Wrong)} of them wrong"));
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"usual {rows.Count(row => row.Wrong) / (double)rows.Count:0.000}; weights {string.Join(", ", Fit(rows).Select(weight => weight.ToString("0.000", CultureInfo.InvariantCulture)))}"));
        return 0;
    }

    /// <summary>Logistic regression by Newton's steps.</summary>
    private static double[] Fit(List<(double[] X, bool Wrong)> rows)
    {
        var n = rows[0].X.Length;
        var weights = new double[n];
        for (var round = 0; round < Rounds; round++)
        {
            var (gradient, hessian) = (new double[n], new double[n, n + 1]);
            foreach (var (x, wrong) in rows)
            {
                var p = 1 / (1 + Math.Exp(-x.Zip(weights, (a, b) => a * b).Sum()));
                for (var i = 0; i < n; i++)
                {
                    gradient[i] += x[i] * ((wrong ? 1 : 0) - p);
                    for (var j = 0; j < n; j++)
                        hessian[i, j] += x[i] * x[j] * p * (1 - p);
                }
            }

            var step = Solved(hessian, gradient);
            weights = [.. weights.Zip(step, (weight, by) => weight + by)];
        }

        return weights;
    }

    /// <summary>By elimination; the matrix is positive definite.</summary>
    private static double[] Solved(double[,] matrix, double[] right)
    {
        var n = right.Length;
        for (var i = 0; i < n; i++)
            matrix[i, n] = right[i];
        for (var pivot = 0; pivot < n; pivot++)
        {
            for (var row = 0; row < n; row++)
            {
                if (row == pivot)
                    continue;
                var factor = matrix[row, pivot] / matrix[pivot, pivot];
                for (var column = pivot; column <= n; column++)
                    matrix[row, column] -= factor * matrix[pivot, column];
            }
        }

        return [.. Enumerable.Range(0, n).Select(i => matrix[i, n] / matrix[i, i])];
    }
}
