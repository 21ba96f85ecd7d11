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
        var all = KernelRidge.Fit(kernel, Labels, 2, CancellationToken.None).LeaveOneOut();

        for (var left = 0; left < Texts.Length; left++)
            Assert.All(Refitted(kernel, left, kernel[left]).Zip(all[left]), scores => Assert.Equal(scores.First, scores.Second, 1e-6));
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
    public void Rows_on_which_good_witnesses_meet_are_probably_wrong()
    {
        // 100 rows of 8 labels. Each witness errs on one in ten, on rows of its own; of 20 rows the label given is wrong.
        int[] right = [.. Enumerable.Range(0, 100).Select(i => i % 8)];
        int[] given = [.. right.Select((label, i) => i % 5 == 0 ? (label + 3) % 8 : label)];
        var votes = right.Select((label, i) => new[] { i % 10 == 1 ? (label + 1) % 8 : label, i % 10 == 2 ? (label + 2) % 8 : label }).ToArray();

        var judged = LabelNoise.Judge(votes, given, 8);

        Assert.All(Enumerable.Range(0, 100).Where(i => i % 5 == 0), i => Assert.Equal(right[i], judged[i].Instead));
        Assert.All(Enumerable.Range(0, 100).Where(i => i % 5 == 0), i => Assert.True(judged[i].Wrong > 0.6));
        Assert.All(Enumerable.Range(0, 100).Where(i => i % 5 != 0), i => Assert.Equal(0, judged[i].Wrong));
    }

    [Fact]
    public void From_witnesses_that_guess_nothing_follows()
    {
        var random = new Random(2);
        var votes = Enumerable.Range(0, 200).Select(_ => new[] { random.Next(4), random.Next(4), random.Next(4) }).ToArray();

        Assert.All(LabelNoise.Judge(votes, [.. votes.Select(_ => random.Next(4))], 4), judged => Assert.True(judged.Wrong < 0.5));
    }

    [Fact]
    public void One_witness_alone_accuses_nobody() =>
        Assert.All(LabelNoise.Judge([[1], [1], [0]], [0, 0, 0], 2), judged => Assert.Equal(0, judged.Wrong));

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
