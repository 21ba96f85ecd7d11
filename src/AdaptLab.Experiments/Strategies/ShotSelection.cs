using AdaptLab.Data;
using System.Collections.Immutable;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Which examples stand in a prompt, where that does not depend on the input.</summary>
internal static class ShotSelection
{
    /// <param name="select">"balanced", "random", "first" or "diverse", as the language describes them.</param>
    /// <param name="embed">Asked only for "diverse".</param>
    /// <returns>At most <paramref name="count"/> rows, in the order in which the prompt has them.</returns>
    public static ImmutableArray<TrainingRow> Choose(
        ImmutableArray<TrainingRow> examples, int count, string select, RunSeed seed, Func<string, float[]> embed)
    {
        var random = new Random(seed.For("sampling"));
        var chosen = select switch
        {
            "first" => examples.Take(count),
            "random" => Shuffled(examples, random).Take(count),
            "balanced" => Balanced(examples, count, random),
            "diverse" => Diverse(examples, count, random, embed),
            _ => throw new ArgumentOutOfRangeException(nameof(select), select, "No such selection."),
        };
        // The order is drawn apart, so that another selection of the same rows is not also another order.
        return select == "first" ? [.. chosen] : [.. Shuffled([.. chosen], new Random(seed.For("ordering")))];
    }

    /// <summary>A label's turn comes again only after every other one's.</summary>
    private static IEnumerable<TrainingRow> Balanced(ImmutableArray<TrainingRow> examples, int count, Random random)
    {
        var byLabel = Shuffled(examples, random).GroupBy(row => row.Label).Select(group => group.ToArray()).ToArray();
        random.Shuffle(byLabel);
        return Enumerable.Range(0, byLabel.Length == 0 ? 0 : byLabel.Max(rows => rows.Length))
            .SelectMany(turn => byLabel.Where(rows => turn < rows.Length).Select(rows => rows[turn]))
            .Take(count);
    }

    /// <summary>Each next one is the farthest from those already taken (Gonzalez 1985), the first drawn at random.</summary>
    private static IEnumerable<TrainingRow> Diverse(ImmutableArray<TrainingRow> examples, int count, Random random, Func<string, float[]> embed)
    {
        if (examples.IsEmpty || count == 0) yield break;
        var vectors = examples.Select(row => embed(row.Text)).ToArray();
        var nearest = Enumerable.Repeat(float.NegativeInfinity, examples.Length).ToArray();
        var next = random.Next(examples.Length);
        for (var taken = 0; taken < Math.Min(count, examples.Length); taken++)
        {
            yield return examples[next];
            for (var i = 0; i < vectors.Length; i++)
                nearest[i] = Math.Max(nearest[i], System.Numerics.Tensors.TensorPrimitives.Dot(vectors[i], vectors[next]));
            nearest[next] = float.PositiveInfinity;
            next = Array.IndexOf(nearest, nearest.Min());
        }
    }

    private static TrainingRow[] Shuffled(ImmutableArray<TrainingRow> rows, Random random)
    {
        var copy = rows.ToArray();
        random.Shuffle(copy);
        return copy;
    }
}
