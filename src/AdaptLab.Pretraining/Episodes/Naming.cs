namespace AdaptLab.Pretraining.Episodes;

/// <summary>What the labels of an episode are called. Half of the time the names say nothing, so that the model must learn
/// from the rows what they mean.</summary>
internal static class Naming
{
    private static readonly string[] Words =
    [
        "alpha", "beta", "gamma", "delta", "red", "blue", "green", "yellow", "north", "south", "east", "west", "cat", "dog",
        "apple", "stone", "river", "cloud", "tree", "lamp", "chair", "paper", "foo", "bar", "baz", "left", "right", "up", "down",
        "yes", "no", "true", "false", "one", "two", "three", "four", "five", "six", "seven", "gold", "silver", "iron", "salt",
    ];

    /// <returns>A distinct name for each class, and the lines that announce the labels (null: they are not announced).</returns>
    public static (IReadOnlyList<string> Names, IReadOnlyList<(string Name, string? Description)>? Header) Choose(
        Random random, IReadOnlyList<string?> natural)
    {
        var allNatural = natural.All(name => name is not null) && natural.Distinct(StringComparer.OrdinalIgnoreCase).Count() == natural.Count;
        if (allNatural && random.NextDouble() < 0.5)
        {
            var names = natural.Select(name => name!).ToArray();
            return (names, random.NextDouble() < 0.65 ? Order(random, names.Select(name => (name, (string?)null))) : null);
        }

        var symbols = Symbols(random, natural.Count);
        if (allNatural && random.NextDouble() < 0.45)
            return (symbols, Order(random, symbols.Zip(natural)));
        return (symbols, random.NextDouble() < 0.5 ? Order(random, symbols.Select(name => (name, (string?)null))) : null);
    }

    private static string[] Symbols(Random random, int count)
    {
        switch (random.Next(5))
        {
            case 0:
                var first = random.Next(26 - count + 1);
                return Mixed(random, Enumerable.Range(first, count).Select(i => ((char)('A' + i)).ToString()));
            case 1:
                return Mixed(random, Enumerable.Range(random.Next(2), count).Select(i => i.ToString()));
            case 2:
                var word = new[] { "class", "label", "type", "group", "kind" }[random.Next(5)];
                return Mixed(random, Enumerable.Range(1, count).Select(i => $"{word} {i}"));
            default:
                return [.. EpisodeSampler.Sample(random, Words, count)];
        }
    }

    /// <summary>A word that stands for a document: one that it uses more than once.</summary>
    public static string? Keyword(string document, Random random)
    {
        var words = document.Split([' ', ',', '.', ';', ':', '(', ')', '"', '!', '?'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.Length >= 5 && word.All(char.IsLetter))
            .GroupBy(word => word.ToLowerInvariant(), StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .Select(group => group.Key)
            .ToArray();
        return words.Length == 0 ? null : words[random.Next(words.Length)];
    }

    private static string[] Mixed(Random random, IEnumerable<string> names)
    {
        var mixed = names.ToArray();
        random.Shuffle(mixed);
        return mixed;
    }

    private static (string, string?)[] Order(Random random, IEnumerable<(string, string?)> lines)
    {
        var ordered = lines.ToArray();
        random.Shuffle(ordered);
        return ordered;
    }
}
