using AdaptLab.Audit.Learning;
using AdaptLab.Audit.Similarity;

namespace AdaptLab.Audit.Tests;

public sealed class LearningTests
{
    private static readonly string[] Texts =
    [
        "the match was lost in the last minute", "the team won the match", "she ran the race in rain", "a goal in the last minute", "the race was won by a minute",
        "rain and wind all night", "the wind turned to the north", "rain in the last night of may", "snow fell all night", "the sun came out at last",
    ];

    private static readonly int[] Labels = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];

    [Fact]
    public void What_is_said_of_a_left_out_row_is_what_a_fit_without_it_says()
    {
        var kernel = Kernel(Texts);
        var ridge = KernelRidge.Fit(kernel, Labels, 2, CancellationToken.None);

        for (var left = 0; left < Texts.Length; left++)
            Assert.All(Refitted(kernel, left, kernel[left]).Zip(ridge.PredictWithoutEach(kernel[left]).Select(label => label[left])), scores => Assert.Equal(scores.First, scores.Second, 1e-6));
    }

    [Fact]
    public void What_a_text_would_be_without_a_row_is_what_a_fit_without_it_says()
    {
        string[] texts = [.. Texts, "the wind was with the runners in the last race"];
        var kernel = Kernel(texts);
        var cosines = kernel[^1][..Texts.Length];
        float[][] inner = [.. kernel.Take(Texts.Length).Select(row => row[..Texts.Length])];
        var withoutEach = KernelRidge.Fit(inner, Labels, 2, CancellationToken.None).PredictWithoutEach(cosines);

        for (var left = 0; left < Texts.Length; left++)
            Assert.All(Refitted(inner, left, cosines).Zip(withoutEach.Select(label => label[left])), scores => Assert.Equal(scores.First, scores.Second, 1e-6));
    }

    /// <summary>The scores of a text by the rows but one, fitted anew; penalties and targets are those with all rows.</summary>
    private static double[] Refitted(float[][] kernel, int left, float[] cosines)
    {
        int[] others = [.. Enumerable.Range(0, Texts.Length).Where(i => i != left)];
        var matrix = others.Select(i => others.Select(j => i == j ? 1 + KernelRidge.Penalty * Math.Sqrt(Labels.Count(l => l == Labels[i]) * 2.0 / Texts.Length) : kernel[i][j]).ToArray()).ToArray();
        var inverse = PositiveMatrix.InverseOf(matrix, CancellationToken.None);
        return [.. Enumerable.Range(0, 2).Select(label => inverse.Times([.. others.Select(j => (Labels[j] == label ? 1 : 0) - 0.5)]).Select((weight, a) => cosines[others[a]] * weight).Sum())];
    }

    [Fact]
    public void The_inverse_is_one()
    {
        var random = new Random(3);
        const int n = 25;
        var root = Enumerable.Range(0, n).Select(_ => Enumerable.Range(0, n).Select(_ => random.NextDouble() - 0.5).ToArray()).ToArray();
        var matrix = Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => root[i].Zip(root[j], (a, b) => a * b).Sum() + (i == j ? 1 : 0)).ToArray()).ToArray();
        var inverse = PositiveMatrix.InverseOf([.. matrix.Select(row => row.ToArray())], CancellationToken.None);

        for (var i = 0; i < n; i++)
        {
            var unit = new double[n];
            unit[i] = 1;
            Assert.Equal(inverse.Times(unit)[i], inverse.Diagonal(i), 1e-9);
            Assert.All(inverse.Times(matrix[i]).Zip(unit), entries => Assert.Equal(entries.Second, entries.First, 1e-9));
        }
    }

    [Fact]
    public void A_label_that_fits_much_worse_than_another_is_doubted_where_labels_otherwise_fit()
    {
        // 80 rows of 4 labels. What is said of a row fits its right label best; of 4 rows the label given is another.
        var random = new Random(4);
        int[] right = [.. Enumerable.Range(0, 80).Select(i => i % 4)];
        int[] given = [.. right.Select((label, i) => i % 20 == 3 ? (label + 1) % 4 : label)];
        var (judged, told) = PlantedNoise.Judge([.. right.Select(label => Enumerable.Range(0, 4).Select(l => random.NextDouble() + (l == label ? 3 : 0)).ToArray())], given);

        Assert.True(told > 0.9);
        int[] wrong = [.. Enumerable.Range(0, 80).Where(i => i % 20 == 3)];
        Assert.All(wrong, i => Assert.Equal(right[i], judged[i].Instead));
        // How sure it may be is limited by how few rows there are.
        Assert.True(wrong.Average(i => judged[i].Wrong) > 0.4);
        Assert.All(Enumerable.Range(0, 80).Except(wrong), i => Assert.True(judged[i].Wrong < 0.1 && judged[i].Wrong < wrong.Min(w => judged[w].Wrong) / 2));
    }

    [Fact]
    public void From_what_is_said_at_random_nothing_follows()
    {
        var random = new Random(2);
        var (judged, told) = PlantedNoise.Judge([.. Enumerable.Range(0, 200).Select(_ => Enumerable.Range(0, 4).Select(_ => random.NextDouble()).ToArray())], [.. Enumerable.Range(0, 200).Select(i => i % 4)]);

        Assert.InRange(told, 0.4, 0.6);
        Assert.All(judged, row => Assert.True(row.Wrong < 0.3));
    }

    [Fact]
    public void How_many_of_further_draws_lie_below_a_draw_is_told_by_counting_orders()
    {
        // Of one draw and one more, each is the smaller one half of the time; of two and two, both further ones are below the smallest in one of six orders.
        Assert.Equal(0.5, Coverage.OrMore(1, 1, 1, 1), 1e-9);
        Assert.Equal(1.0 / 6, Coverage.OrMore(2, 2, 1, 2), 1e-9);
        Assert.Equal(1, Coverage.OrMore(0, 60, 3, 30), 1e-9);
    }

    [Fact]
    public void The_mean_of_a_labels_cosines_is_that_of_its_other_texts()
    {
        TextFeatures[] texts = [.. Texts.Select(TextFeatures.Of)];
        int[] all = [.. Enumerable.Range(0, texts.Length)];
        var space = new TermSpace(texts);
        var cosines = space.Cosines(all, all, CancellationToken.None).ToArray();
        var means = space.MeanCosines(all, all, Labels, 2);

        foreach (var i in all)
            foreach (var label in new[] { 0, 1 })
                Assert.Equal(all.Where(j => j != i && Labels[j] == label).Average(j => cosines[i][j]), means[i][label], 1e-5);
    }

    [Fact]
    public void Two_halves_of_one_sample_are_told_apart_about_as_often_as_chance_has_it()
    {
        var random = new Random(11);
        string[] words = [.. Enumerable.Range(0, 60).Select(i => $"w{i}")];
        var found = 0;
        for (var round = 0; round < 40; round++)
        {
            var texts = Enumerable.Range(0, 40).Select(_ => string.Join(' ', Enumerable.Range(0, 8).Select(_ => words[random.Next(60)]))).ToArray();
            found += TwoSample.Test(Kernel(texts), [.. texts.Select((_, i) => i % 2 == 0)], new int[40], CancellationToken.None).P <= 0.05 ? 1 : 0;
        }

        // Of 40 tests at 5 %, more than six would be beyond chance (p < 0.02).
        Assert.InRange(found, 0, 6);
    }

    [Fact]
    public void Samples_of_two_kinds_are_told_apart()
    {
        string[] texts = [.. Enumerable.Range(0, 20).Select(i => $"for the record number {i % 7} was filed"), .. Enumerable.Range(0, 20).Select(i => $"hi there please help me with {i % 7}")];

        var test = TwoSample.Test(Kernel(texts), [.. texts.Select((_, i) => i >= 20)], new int[40], CancellationToken.None);

        Assert.True(test is { P: <= 0.01, Auc: > 0.95 });
    }

    private static float[][] Kernel(string[] texts)
    {
        int[] all = [.. Enumerable.Range(0, texts.Length)];
        return [.. new TermSpace([.. texts.Select(TextFeatures.Of)]).Cosines(all, all, CancellationToken.None)];
    }
}
