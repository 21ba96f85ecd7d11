using System.Collections.Immutable;

namespace AdaptLab.Results.Metrics;

/// <summary>How far a written answer is the expected one, as SQuAD measures it (Rajpurkar et al. 2016 and 2018).</summary>
/// <remarks>
/// Case, articles, punctuation and spacing do not count. Where nothing is expected, nothing is right and anything else wrong.
/// Beside SQuAD's own list, which is that of ASCII, every mark counts as punctuation that Unicode calls so: “ ” and – are no words.
/// </remarks>
public static class WrittenScore
{
    /// <summary>What SQuAD takes for punctuation although Unicode has it among the symbols.</summary>
    private const string MoreMarks = "$+<=>^`|~";

    /// <summary>Words as they are compared.</summary>
    public static string[] Words(string text) =>
    [
        .. string.Concat(text.ToLowerInvariant().Where(c => !char.IsPunctuation(c) && !MoreMarks.Contains(c)))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word is not ("a" or "an" or "the")),
    ];

    /// <summary>Whether two values are the same but for what does not count; null stands for "not in the text".</summary>
    public static bool IsSame(string? expected, string? given) => TokenF1(expected, given) == 1 && (expected is null || Words(expected).SequenceEqual(Words(given!)));

    /// <summary>Whether every value is the expected one.</summary>
    public static bool IsExact(ImmutableArray<string?> expected, WrittenAnswer given) =>
        given.Values is { } values && expected.Zip(values).All(pair => IsSame(pair.First, pair.Second));

    /// <summary>The overlap in words, from 0 to 1; null stands for "not in the text".</summary>
    public static double TokenF1(string? expected, string? given)
    {
        if (expected is null || given is null)
            return expected is null && given is null ? 1 : 0;
        string[] first = Words(expected), second = Words(given);
        if (first.Length == 0 || second.Length == 0)
            return first.Length == second.Length ? 1 : 0;
        var left = second.CountBy(word => word).ToDictionary();
        var common = first.CountBy(word => word).Sum(word => Math.Min(word.Value, left.GetValueOrDefault(word.Key)));
        return 2.0 * common / (first.Length + second.Length);
    }

    /// <summary>How far a row is answered rightly, from 0 to 1: the overlap in words, of fields the partial F1.</summary>
    public static double Of(ImmutableArray<string?> expected, WrittenAnswer given)
    {
        if (given.Values is not { } values)
            return 0;
        if (expected.Length == 1)
            return TokenF1(expected[0], values[0]);
        var counts = Fields(expected, given, partly: true);
        return counts.Expected + counts.Given == 0 ? 1 : 2 * counts.Right / (counts.Expected + counts.Given);
    }

    /// <summary>Whether a text holds a value word for word.</summary>
    /// <param name="text">Its <see cref="Words"/>.</param>
    public static bool Holds(string[] text, string value)
    {
        var sought = Words(value);
        return sought.Length > 0 && Enumerable.Range(0, Math.Max(0, text.Length - sought.Length + 1)).Any(at => text.AsSpan(at, sought.Length).SequenceEqual(sought));
    }

    /// <summary>What the fields of a row add to F1 over all rows, which is 2 · right / (expected + given).</summary>
    /// <param name="partly">Whether a value counts by its overlap in words; else it is right or wrong.</param>
    internal static FieldCounts Fields(ImmutableArray<string?> expected, WrittenAnswer answer, bool partly)
    {
        var given = answer.Values ?? [.. expected.Select(_ => (string?)null)];
        var right = expected.Zip(given).Where(pair => pair.First is not null && pair.Second is not null)
            .Sum(pair => partly ? TokenF1(pair.First, pair.Second) : IsSame(pair.First, pair.Second) ? 1 : 0);
        return new FieldCounts(right, expected.Count(value => value is not null), given.Count(value => value is not null));
    }
}

/// <param name="Right">Fields given as expected, partly where that counts.</param>
internal readonly record struct FieldCounts(double Right, int Expected, int Given);
