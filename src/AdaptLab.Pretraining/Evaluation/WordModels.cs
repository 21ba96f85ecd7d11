using AdaptLab.Models.Adapters;

namespace AdaptLab.Pretraining.Evaluation;

/// <summary>What a developer would take instead of a language model, over <see cref="TfIdf"/>.</summary>
internal static class WordModels
{
    public const string Regression = "TF-IDF + LR";
    public const string Nearest = "TF-IDF nearest";

    /// <returns>The shares of rows that logistic regression (at its usual penalty) and the nearest neighbour answer rightly.</returns>
    public static (double Regression, double Nearest) Accuracies(TaskDraw draw)
    {
        var words = TfIdf.Fit([.. draw.Examples.Select(example => example.Text)]);
        var examples = draw.Examples.Select(example => words.Vector(example.Text)).ToArray();
        var rows = draw.Rows.Select(row => words.Vector(row.Text)).ToArray();
        var classifier = new LogisticRegression([.. examples.Select(Sparse)], words.Dimensions, [.. draw.Examples.Select(e => e.Label)], draw.Labels.Length).Fit(strength: 1);
        return (
            Share(draw, rows, row =>
            {
                var probabilities = classifier.Probabilities(Sparse(row));
                return Array.IndexOf(probabilities, probabilities.Max());
            }),
            Share(draw, rows, row =>
            {
                var similarities = TfIdf.Similarities(row, examples);
                return draw.Examples[Array.IndexOf(similarities, similarities.Max())].Label;
            }));
    }

    private static FeatureVector Sparse(IReadOnlyDictionary<int, float> vector) => new([], [.. vector.Keys], [.. vector.Values.Select(value => (double)value)]);

    private static double Share(TaskDraw draw, IReadOnlyDictionary<int, float>[] rows, Func<IReadOnlyDictionary<int, float>, int> answer) =>
        rows.Where((row, i) => answer(row) == draw.Rows[i].Label).Count() / (double)rows.Length;
}
