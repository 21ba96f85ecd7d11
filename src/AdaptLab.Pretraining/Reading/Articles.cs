using System.Text.RegularExpressions;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Reading;

namespace AdaptLab.Pretraining.Reading;

/// <param name="Title">What the article is about, as its first sentence names it.</param>
/// <param name="Kind">The noun that its first sentence calls it, in lower case: "city", "actor"; empty where that is not seen.</param>
internal sealed record Article(string Title, string Kind, bool IsPerson, IReadOnlyList<string> Lines);

/// <summary>Lines of an encyclopedia in articles: one begins where a line's first sentence says what something is.</summary>
internal static partial class Articles
{
    private const int LongestTitle = 6;
    private const int TitleKey = 60;

    /// <summary>A task that gives the titles of first paragraphs.</summary>
    public const string SubjectTask = "wikipedia_subject";

    /// <param name="titles">Of first paragraphs, by <see cref="KeyOf"/>; they go before what the sentence says.</param>
    public static IReadOnlyList<Article> Of(IEnumerable<string> lines, IReadOnlyDictionary<string, string> titles)
    {
        var articles = new List<Article>();
        List<string>? current = null;
        foreach (var line in lines)
        {
            if (Begun(line, titles) is { } begun && (current is null || !IsSame(articles[^1].Title, begun.Title)))
                articles.Add(new Article(begun.Title, begun.Kind, begun.IsPerson, current = [line]));
            else
                current?.Add(line);
        }

        return articles;
    }

    public static IReadOnlyDictionary<string, string> Titles(TaskCorpus tasks) => tasks.Questions.Where(task => task.Name == SubjectTask).SelectMany(task => task.Rows)
        .GroupBy(row => KeyOf(row.Text), row => row.Answer, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);

    private static string KeyOf(string text) => text.Length > TitleKey ? text[..TitleKey] : text;

    private static (string Title, string Kind, bool IsPerson)? Begun(string line, IReadOnlyDictionary<string, string> titles)
    {
        var said = Saying().Match(line.Length > 400 ? line[..400] : line);
        var kind = said.Success ? KindOf(said.Groups["kind"].Value) : "";
        if (!titles.TryGetValue(KeyOf(line), out var title))
        {
            if (!said.Success) return null;
            title = said.Groups["title"].Value.Trim();
            if (!IsTitle(title)) return null;
        }

        var around = said.Success ? said.Groups["between"].Value : "";
        return (title, kind, Pronoun().IsMatch(line) && (around.Contains("born", StringComparison.Ordinal) || Years().IsMatch(around)));
    }

    private static bool IsTitle(string title)
    {
        var words = title.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length is > 0 and <= LongestTitle && words.Any(word => char.IsUpper(word[0]) && !EnglishWords.IsFunction(word.ToLowerInvariant()))
            && words.All(word => word.Length > 0 && (char.IsUpper(word[0]) || char.IsDigit(word[0]) || EnglishWords.IsFunction(word)))
            && !EnglishWords.IsFunction(words[^1].ToLowerInvariant()) && !(words.Length == 1 && EnglishWords.IsNumber(words[0].ToLowerInvariant()));
    }

    /// <summary>An article's later paragraphs say what its subject was, too, by a part of its name.</summary>
    private static bool IsSame(string title, string other) =>
        title.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => char.IsUpper(word[0])).Intersect(other.Split(' '), StringComparer.OrdinalIgnoreCase).Any();

    private static string KindOf(string predicate)
    {
        var kind = "";
        foreach (var piece in predicate.Split(' '))
        {
            var word = piece.TrimEnd(',', '.', ';', ')').ToLowerInvariant();
            if (word.Length == 0 || EnglishWords.IsFunction(word) || Participle().IsMatch(word)) break;
            kind = word;
            if (word.Length != piece.Length) break;
        }

        return kind.All(char.IsLetter) ? kind : "";
    }

    [GeneratedRegex("""^(?:The |An? )?(?<title>[^(,.;:"]{2,60}?)(?<between>(?: ?\([^)]{0,220}\)| ?\[[^\]]*\]|,[^,]{2,60},)*) (?:is|was|are|were) (?:an?|the|one of the) (?<kind>[^.]{2,120})""")]
    private static partial Regex Saying();

    [GeneratedRegex(@"\b(he|she|his|her|He|She|His|Her)\b")]
    private static partial Regex Pronoun();

    [GeneratedRegex(@"\d{3,4}\)? ?(–|-|—) ?")]
    private static partial Regex Years();

    [GeneratedRegex("^(known|located|released|born|written|directed|based|created|published|produced|founded|situated|named|used|set|held|made|found|played|composed|featuring|starring|consisting|during|like|who|which|that)$")]
    private static partial Regex Participle();
}
