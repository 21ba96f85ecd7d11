using AdaptLab.Data;
using System.Collections.Immutable;

namespace AdaptLab.Experiments.Strategies;

/// <summary>Inputs that say nothing but sound like the task's: words of the examples at random (Fei et al. 2023). What a
/// model answers to them is its bias, not its judgement.</summary>
internal static class NeutralInputs
{
    private const int Count = 12;

    /// <summary>The same whatever the seed of the run: a strategy that leaves nothing else to chance shall give one answer.</summary>
    private static readonly RunSeed Seed = new(1);

    /// <returns>Empty where there is no example to take words from.</returns>
    public static ImmutableArray<string> Draw(ImmutableArray<TrainingRow> examples)
    {
        var texts = examples.Select(row => row.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 0).ToArray();
        if (texts.Length == 0) return [];
        var random = new Random(Seed.For("calibration"));
        return
        [
            .. Enumerable.Range(0, Count).Select(_ =>
                // As long as some example, with every word from another one.
                string.Join(' ', texts[random.Next(texts.Length)].Select(_ =>
                {
                    var from = texts[random.Next(texts.Length)];
                    return from[random.Next(from.Length)];
                }))),
        ];
    }
}
