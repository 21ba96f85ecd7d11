using System.Collections.Immutable;
using AdaptLab.Reading;

namespace AdaptLab.Experiments.Strategies.Extracting;

/// <summary>What a question asks with and what it is about.</summary>
/// <param name="Asking">"who", "how"; empty where no such word stands in it.</param>
/// <param name="After">The word after that: "many".</param>
/// <param name="Named">Stems of what is asked for by its name: of "which week" the week, which may stand in the answer.</param>
/// <param name="Content">Stems of the words that mean something.</param>
internal sealed record QuestionText(string Asking, string After, ImmutableHashSet<string> Named, ImmutableHashSet<string> Content)
{
    public static QuestionText Of(string question)
    {
        var words = PassageText.Of(question).Sentences.SelectMany(sentence => sentence).Select(word => word.Lower).ToArray();
        var at = Array.FindIndex(words, EnglishWords.Asks);
        var named = at >= 0 && words[at] is "which" or "what" or "how" or "whose"
            ? words.Skip(at + 1).Take(3).TakeWhile(word => !EnglishWords.IsAuxiliary(word)).Where(word => !EnglishWords.IsFunction(word) && !EnglishWords.IsDegree(word))
            : [];
        return new QuestionText(
            at < 0 ? "" : words[at],
            at < 0 || at + 1 >= words.Length ? "" : words[at + 1],
            [.. named.Select(EnglishWords.Stem)],
            [.. words.Where(word => !EnglishWords.IsFunction(word)).Select(EnglishWords.Stem)]);
    }

    /// <summary>How much its answer may be expected to look like that of another question.</summary>
    public double Likeness(QuestionText other)
    {
        var shared = Content.Intersect(other.Content).Count;
        var all = Content.Count + other.Content.Count - shared;
        return (Asking == other.Asking ? 2 : 0)
            + (Asking == other.Asking && After == other.After ? 1.5 : 0)
            + (Named.Overlaps(other.Named) ? 1.5 : 0)
            + (all == 0 ? 0 : (double)shared / all);
    }
}
