namespace AdaptLab.Pretraining.Reading;

/// <summary>Answers compared as SQuAD compares them: lower case, without punctuation and articles.</summary>
internal static class AnswerWords
{
    /// <summary>What stands for an answer where the text has none.</summary>
    public const string None = "none";

    public static string[] Of(string text) =>
        [.. string.Concat(text.ToLowerInvariant().Where(c => !char.IsPunctuation(c))).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(word => word is not ("a" or "an" or "the"))];

    public static bool IsSame(string given, string wanted) => Of(given).SequenceEqual(Of(wanted));

    /// <summary>The overlap in words, from 0 to 1.</summary>
    public static double TokenF1(string given, string wanted)
    {
        var (first, second) = (Of(given), Of(wanted));
        if (first.Length == 0 || second.Length == 0) return first.Length == second.Length ? 1 : 0;
        var common = first.CountBy(word => word).Sum(pair => Math.Min(pair.Value, second.Count(word => word == pair.Key)));
        return 2.0 * common / (first.Length + second.Length);
    }
}
