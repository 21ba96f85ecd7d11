using AdaptLab.Reading;

namespace AdaptLab.Pretraining.Reading;

/// <summary>Questions made from running text: a name, a number or a date is taken out of a sentence, and some of what is left is asked
/// with the word that fits it (noisy cloze, Lewis et al. 2019).</summary>
internal static class GapQuestions
{
    private const int LongestAnswer = 5;
    private const int FewestWords = 8;

    /// <returns>Null where the sentence has nothing to ask for.</returns>
    public static (string Question, string Answer)? From(string sentence, Random random)
    {
        var text = PassageText.Of(sentence);
        if (text.Sentences.Length == 0) return null;
        var words = text.Sentences.MaxBy(part => part.Length);
        if (words.Length < FewestWords) return null;
        var gaps = Gaps(words).ToArray();
        if (gaps.Length == 0) return null;
        var (first, count, asking) = gaps[random.Next(gaps.Length)];
        var answer = sentence[words[first].Start..words[first + count - 1].End];

        // Some words before and after it: content mostly kept, the rest mostly dropped.
        var reach = 4 + random.Next(8);
        var keepContent = 0.5 + (0.5 * random.NextDouble());
        string[] Kept(IEnumerable<PassageWord> some) =>
            [.. some.Where(word => random.NextDouble() < (word.IsContent ? keepContent : 0.5)).Select(word => random.NextDouble() < 0.15 ? word.Stem : word.Lower)];
        var before = Kept(words.Take(first).TakeLast(reach));
        var after = Kept(words.Skip(first + count).Take(reach));
        if (before.Length + after.Length < 2) return null;
        var wh = asking[random.Next(asking.Length)];
        return (random.Next(3) switch
        {
            0 => $"{wh} {string.Join(' ', after.Concat(before))}?",
            1 => $"{wh} {string.Join(' ', before.Concat(after))}?",
            _ => $"{string.Join(' ', before)} {wh} {string.Join(' ', after)}?",
        }, answer);
    }

    private static IEnumerable<(int First, int Count, string[] Asking)> Gaps(System.Collections.Immutable.ImmutableArray<PassageWord> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            var before = i > 0 ? words[i - 1].Lower : "";
            if (words[i].IsNumber || EnglishWords.IsTime(words[i].Lower))
            {
                var count = 1;
                while (i + count < words.Length && count < LongestAnswer && !words[i + count - 1].ClosesPart && (words[i + count].IsNumber || EnglishWords.IsTime(words[i + count].Lower))) count++;
                var isDate = words.Skip(i).Take(count).Any(word => EnglishWords.IsTime(word.Lower)) || (words[i].Lower.Length == 4 && words[i].Lower.All(char.IsDigit) && before is "in" or "since" or "of" or "by" or "until" or "from");
                var next = i + count < words.Length && !words[i + count - 1].ClosesPart ? words[i + count] : null;
                yield return (i, count, isDate ? ["when", "what year", "in which year", "when did", "when was"]
                    : next is { IsContent: true } ? [$"how many {next.Lower}", "how many", "how much"] : ["how many", "how much", "what number"]);
                i += count - 1;
            }
            else if (words[i].IsCapital && !words[i].IsFunction)
            {
                var count = 1;
                while (i + count < words.Length && count < LongestAnswer && !words[i + count - 1].ClosesPart && (words[i + count].IsCapital
                    || (words[i + count].Lower is "of" or "the" or "and" or "de" && i + count + 1 < words.Length && words[i + count + 1].IsCapital && !words[i + count].ClosesPart))) count++;
                var after = i + count < words.Length ? words[i + count].Lower : "";
                yield return (i, count, before is "in" or "at" or "near" or "from" or "to" ? ["where", "which place", "what", "which country", "what city"]
                    : before is "by" or "with" || after is "was" or "wrote" or "said" or "had" or "became" or "played" or "who" ? ["who", "who", "who", "what"] : ["who", "what", "which", "what is the name of"]);
                i += count - 1;
            }
            else if (before is "the" or "a" or "an" && !words[i].IsFunction && i + 1 < words.Length && (words[i].ClosesPart || words[i + 1].IsFunction))
            {
                yield return (i, 1, ["what", "what", "which"]);
            }
        }
    }
}
