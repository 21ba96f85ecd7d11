using System.Collections.Frozen;

namespace AdaptLab.Reading;

/// <summary>What little is known of words by themselves. The lists are English: in another language a word counts as one that
/// means something, and less is known of questions; everything that is learnt from the examples stays.</summary>
public static class EnglishWords
{
    private static readonly FrozenSet<string> Function = Set(
        "a an the of and or to in on at by for from with into out up about than then so as is are was were be been it its that this these those " +
        "there their they them he him his she her we us our you your i me my do does did has have had not no but if when which who whom whose " +
        "what where why how will would shall should may might must can could any all each every everyone one much many get gets");

    private static readonly FrozenSet<string> Asking = Set("who whom whose when where which what how why");

    private static readonly FrozenSet<string> Degrees = Set("long often high far soon large fast old big tall much many");

    private static readonly FrozenSet<string> Auxiliary = Set("is are was were do does did must may can has have had should will would shall");

    private static readonly FrozenSet<string> Numbers = Set(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty " +
        "thirty forty fifty sixty seventy eighty ninety hundred thousand million half fortnight dozen first second third");

    private static readonly FrozenSet<string> Shortened = Set(
        "dr mr mrs ms st vs prof rev gen col capt lt sgt gov sen rep hon vol pp ca cf approx mt");

    private static readonly FrozenSet<string> Times = Set(
        "january february march april may june july august september october november december " +
        "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays");

    /// <summary>Words that stand in no content: articles, prepositions, pronouns, auxiliaries.</summary>
    public static bool IsFunction(string word) => Function.Contains(word);

    public static bool IsArticle(string word) => word is "a" or "an" or "the";

    public static bool Asks(string word) => Asking.Contains(word);

    public static bool IsDegree(string word) => Degrees.Contains(word);

    public static bool IsAuxiliary(string word) => Auxiliary.Contains(word);

    /// <summary>The name of a month or of a day.</summary>
    public static bool IsTime(string word) => Times.Contains(word);

    /// <summary>Whether a full stop after it ends the word and not the sentence: "Dr", one capital, "U.S".</summary>
    public static bool IsShortened(ReadOnlySpan<char> word)
    {
        if (word.Length == 1) return char.IsUpper(word[0]) && word[0] != 'I';
        if (word.Length is 3 or 5 && word[1] == '.' && char.IsUpper(word[0])) return true;
        return word.Length <= 6 && Shortened.Contains(word.ToString().ToLowerInvariant());
    }

    /// <summary>Whether it has a digit or is a number's name.</summary>
    public static bool IsNumber(string word) => word.Any(char.IsDigit) || Numbers.Contains(word);

    /// <summary>Without the endings that tell "lapse" from "lapses" and "book" from "booked".</summary>
    public static string Stem(string word)
    {
        word = word.EndsWith("'s", StringComparison.Ordinal) || word.EndsWith("’s", StringComparison.Ordinal) ? word[..^2] : word;
        foreach (var ending in (ReadOnlySpan<string>)["ings", "ing", "ied", "ies", "ed", "es", "s", "ly"])
        {
            if (!word.EndsWith(ending, StringComparison.Ordinal) || word.Length - ending.Length < 3)
                continue;
            word = word[..^ending.Length];
            break;
        }

        if (word.Length >= 4 && word[^1] == word[^2])
            word = word[..^1];
        return word.Length < 4 ? word : word[^1] switch { 'e' => word[..^1], 'y' => word[..^1] + "i", _ => word };
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
