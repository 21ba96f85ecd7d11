using System.Collections.Immutable;
using AdaptLab.Reading;

namespace AdaptLab.Pretraining.Reading;

/// <summary>Questions as people type them into a search engine, made from articles of an encyclopedia: they name the article's subject,
/// which the sentence may call "he" or "the film", and say some of what the sentence says in an order and in words of their own.</summary>
internal sealed class SearchQuestions(IReadOnlyList<Article> articles, NearWords near)
{
    private const int LongestAnswer = 7;
    private const int FewestWords = 6;

    private static readonly HashSet<string> Units = [.. ("years year months month weeks week days day hours hour minutes minute seconds second miles mile kilometres kilometers km metres meters m feet foot ft inches inch " +
        "acres hectares pounds kg tons tonnes centimetres centimeters cm mm mph").Split(' ')];

    private readonly KnownNames _names = new(articles);

    private enum Sought { Person, Time, Place, Number, Measure, Name, Phrase, Subject }

    private sealed record Gap(int First, int Count, Sought Sought, string Called);

    /// <returns>A question with its answer, and where that stands; null where a draw gives none.</returns>
    public (string Question, string Answer, Article Article, string Line, int Sentence)? Next(Random random)
    {
        if (articles.Count == 0) return null;
        var article = articles[random.Next(articles.Count)];
        var line = article.Lines[random.Next(Math.Min(article.Lines.Count, 1 + random.Next(6)))];
        var sentences = Library.SentencesOf(line);
        if (sentences.Count == 0) return null;
        var s = random.Next(sentences.Count);
        return From(article, sentences, s, random) is var (question, answer) ? (question, answer, article, line, s) : null;
    }

    public (string Question, string Answer)? From(Article article, IReadOnlyList<string> sentences, int sentence, Random random)
    {
        var text = PassageText.Of(sentences[sentence]);
        if (text.Sentences.Length == 0) return null;
        var words = text.Sentences.MaxBy(part => part.Length);
        if (words.Length < FewestWords) return null;
        var gaps = Gaps(article, words, text.Text).ToArray();
        if (gaps.Length == 0) return null;
        // The kind first: else what a text is full of would be asked for most.
        var draw = random.NextDouble();
        var wanted = draw < 0.34 ? Sought.Person : draw < 0.58 ? Sought.Time : draw < 0.70 ? Sought.Place : draw < 0.76 ? Sought.Number : draw < 0.80 ? Sought.Measure : draw < 0.89 ? Sought.Name : draw < 0.96 ? Sought.Phrase : Sought.Subject;
        var fitting = gaps.Where(gap => gap.Sought == wanted).ToArray();
        if (fitting.Length == 0) return null;
        var gap = fitting[random.Next(fitting.Length)];
        var answer = text.Text[words[gap.First].Start..words[gap.First + gap.Count - 1].End];
        return Asked(article, words, gap, answer, sentences, sentence, random) is { } question ? (question, answer) : null;
    }

    private IEnumerable<Gap> Gaps(Article article, ImmutableArray<PassageWord> words, string text)
    {
        var title = article.Title.ToLowerInvariant().Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            var before = i > 0 ? words[i - 1].Lower : "";
            if (IsTimeAt(words, i, text))
            {
                var count = 1;
                while (i + count < words.Length && count < 4 && (IsTimeAt(words, i + count, text) || IsDay(words[i + count].Lower)) && (!words[i + count - 1].ClosesPart || text[words[i + count - 1].End] == ',')) count++;
                // "25 October": the day before the month.
                var first = i > 0 && EnglishWords.IsTime(word.Lower) && IsDay(before) && !words[i - 1].ClosesPart ? i - 1 : i;
                yield return new Gap(first, count + i - first, Sought.Time, "");
                i += count - 1;
            }
            else if (word.IsNumber && !IsDay(word.Lower, words, i))
            {
                var count = 1;
                while (i + count < words.Length && count < 3 && !words[i + count - 1].ClosesPart && words[i + count].Lower is "million" or "billion" or "hundred" or "thousand" or "percent") count++;
                var next = i + count < words.Length && !words[i + count - 1].ClosesPart ? words[i + count] : null;
                if (next is not null && Units.Contains(next.Lower)) yield return new Gap(i, count + 1, Sought.Measure, next.Lower);
                else if (next is { IsContent: true, IsCapital: false } || words[i + count - 1].Lower.EndsWith('%') || words[i + count - 1].Lower == "percent") yield return new Gap(i, count, Sought.Number, next?.Lower ?? "");
                i += count - 1;
            }
            else if ((word.IsCapital || (i == 0 && char.IsUpper(text[word.Start]))) && !word.IsFunction)
            {
                var count = 1;
                while (i + count < words.Length && count < LongestAnswer && !words[i + count - 1].ClosesPart && (words[i + count].IsCapital && !words[i + count].IsFunction
                    || (words[i + count].Lower is "of" or "the" or "de" or "von" or "van" && i + count + 1 < words.Length && words[i + count + 1].IsCapital && !words[i + count].ClosesPart))) count++;
                var name = text[word.Start..words[i + count - 1].End];
                var isSubject = Enumerable.Range(i, count).Any(k => title.Contains(words[k].Lower));
                if (isSubject && i < 4)
                {
                    yield return new Gap(i, count, Sought.Subject, article.IsPerson ? "who" : "");
                }
                else if (!isSubject && (i > 0 || count > 1))
                {
                    var (kind, called) = _names.Of(name, before);
                    if (kind == NameKind.Unknown && count is 2 or 3 && before is "by" or "with" or "and" && !name.Contains(" of ", StringComparison.Ordinal)) kind = NameKind.Person;
                    yield return new Gap(i, count, kind switch { NameKind.Person => Sought.Person, NameKind.Place => Sought.Place, _ => Sought.Name }, called);
                }

                i += count - 1;
            }
            else if (!word.IsFunction && (i == 0 || words[i - 1].IsFunction) && i > 0)
            {
                // A run of words that say something, up to what does not.
                var count = 1;
                while (i + count < words.Length && count < 4 && !words[i + count - 1].ClosesPart && !words[i + count].IsFunction && !words[i + count].IsNumber && !words[i + count].IsCapital) count++;
                var last = words[i + count - 1];
                if (before is "the" or "a" or "an" or "of" or "by" or "for" or "to" or "in" && last.Lower.Length > 3 && !AskedVerbs.IsVerb(last.Lower) && !last.Lower.EndsWith("ly", StringComparison.Ordinal) && (last.ClosesPart || (i + count < words.Length && !words[i + count].IsCapital)))
                    yield return new Gap(i, count, Sought.Phrase, last.Lower);
                i += count - 1;
            }
        }
    }

    private static bool IsTimeAt(ImmutableArray<PassageWord> words, int i, string text) =>
        (EnglishWords.IsTime(words[i].Lower) && char.IsUpper(text[words[i].Start]) && words[i].Lower is not ("may" or "march") || (words[i].Lower is "may" or "march" && (IsNumberAt(words, i + 1) || IsNumberAt(words, i - 1))))
        || IsYear(words[i].Lower);

    private static bool IsNumberAt(ImmutableArray<PassageWord> words, int i) => i >= 0 && i < words.Length && char.IsDigit(words[i].Lower[0]);

    private static bool IsYear(string word) => word.Length is 4 or 5 && word.AsSpan(0, 4) is var digits && digits[0] is '1' or '2' && digits[1] is '0' or '1' or '2' or '3' or '4' or '5' or '6' or '7' or '8' or '9'
        && char.IsDigit(digits[2]) && char.IsDigit(digits[3]) && (word.Length == 4 || word[4] == 's');

    private static bool IsDay(string word) => word.Length <= 2 && word.All(char.IsDigit);

    private static bool IsDay(string word, ImmutableArray<PassageWord> words, int i) =>
        IsDay(word) && ((i > 0 && EnglishWords.IsTime(words[i - 1].Lower)) || (i + 1 < words.Length && EnglishWords.IsTime(words[i + 1].Lower)));

    private string? Asked(Article article, ImmutableArray<PassageWord> words, Gap gap, string answer, IReadOnlyList<string> sentences, int sentence, Random random)
    {
        bool Chance(double share) => random.NextDouble() < share;
        string One(params string[] some) => some[random.Next(some.Length)];
        var (first, end) = (gap.First, gap.First + gap.Count);
        var answered = answer.ToLowerInvariant().Split(' ').ToHashSet();
        var title = article.Title.ToLowerInvariant();
        var titled = title.Split(' ').ToHashSet();

        // What is near to the answer is asked, and not all of it.
        var reach = 3 + random.Next(9);
        var from = first;
        while (from > 0 && first - from < reach && !(words[from - 1].ClosesPart && Chance(0.25))) from--;
        var to = end;
        while (to < words.Length && to - end < reach && !(words[to - 1].ClosesPart && Chance(0.35))) to++;
        var keep = 0.3 + (0.6 * random.NextDouble());
        bool IsKept(PassageWord word) => word.IsContent && !answered.Contains(word.Lower) && !titled.Contains(word.Lower)
            && Chance(word.IsNumber ? 0.35 * keep : AskedVerbs.IsVerb(word.Lower) ? Math.Max(keep, 0.75) : word.Lower.EndsWith("ly", StringComparison.Ordinal) ? 0.3 * keep : keep);
        var before = words.Take(first).Skip(from).Where(IsKept).Select(word => word.Lower).ToList();
        var after = words.Take(to).Skip(end).Where(IsKept).Select(word => word.Lower).ToList();
        var most = 2 + random.Next(5);
        while (before.Count + after.Count > most)
        {
            var list = random.Next(before.Count + after.Count) < before.Count ? before : after;
            var drop = random.Next(list.Count);
            // A verb stays likelier.
            if (AskedVerbs.IsVerb(list[drop]) && Chance(0.7)) continue;
            list.RemoveAt(drop);
        }

        // Something that the passage says elsewhere.
        if (Chance(0.15) && sentences.Count > 1)
        {
            var other = PassageText.Of(sentences[random.Next(2) == 0 ? 0 : random.Next(sentences.Count)]).Sentences.SelectMany(part => part).Where(word => word.IsContent && !word.IsNumber && !titled.Contains(word.Lower) && !answered.Contains(word.Lower)).ToArray();
            if (other.Length > 0) after.Add(other[random.Next(other.Length)].Lower);
        }

        var subject = gap.Sought == Sought.Subject ? "" : SubjectOf(article, answered, random);
        var isSubjectNamed = subject.Length > 0 && (Chance(0.88) || before.Count + after.Count < 3);
        if (!isSubjectNamed) subject = "";
        if (before.Count + after.Count < (isSubjectNamed ? 1 : 3)) return null;

        var wasBefore = first > 1 && words[first - 1].Lower is "by";
        var past = words.Skip(from).Take(to - from).Any(word => word.Lower is "was" or "were" or "had" || AskedVerbs.IsVerb(word.Lower));
        var be = past ? One("was", "was", "is") : One("is", "is", "was");
        var verb = (after.Count > 0 && gap.Sought is Sought.Person or Sought.Name && !wasBefore ? after.Concat(before) : before.AsEnumerable().Reverse().Concat(after)).FirstOrDefault(AskedVerbs.IsVerb);
        var verbAt = Enumerable.Range(0, words.Length).FirstOrDefault(i => words[i].Lower == verb, -1);
        var isPassive = verbAt > 0 && words[verbAt - 1].Lower is "was" or "were" or "is" or "been" or "are" or "be";
        var office = first > 0 && KnownNames.IsOffice(words[first - 1].Lower) ? words[first - 1].Lower : null;

        string Say(string word, bool asBase) => AskedVerbs.Asked(word, random) is { } instead && Chance(0.5) ? instead
            : asBase || Chance(0.1) ? AskedVerbs.Base(word) : Chance(0.13) && !EnglishWords.IsNumber(word) ? near.Swapped(word, random) : Chance(0.08) ? EnglishWords.Stem(word) : word;
        string Rest(IEnumerable<string> some) => string.Join(' ', some.Where(word => word != verb).Select(word => Say(word, false)));
        var (left, right) = (Rest(before), Rest(after));
        string Did(string lead) => lead.StartsWith("what is", StringComparison.Ordinal) || lead.StartsWith("what kind", StringComparison.Ordinal) ? $"{lead} {left} {subject} {(verb is null ? "" : Say(verb, false))} {right}"
            : verb is null ? $"{lead} {be} {subject} {left} {right}"
            : isPassive ? $"{lead} {be} {subject} {left} {Say(verb, false)} {right}" : $"{lead} {One("did", "did", "did", "does")} {subject} {left} {Say(verb, true)} {right}";

        var asked = gap.Sought switch
        {
            Sought.Person when office is not null && Chance(0.5) => $"{One("who is the", "who was the", "who", "what is the name of the")} {office} {One("of", "for", "in")} {left} {subject} {right}",
            Sought.Subject when gap.Called.Length == 0 =>
                $"{One("what", "which", "what is the name of the", "what")} {(Chance(0.6) ? article.Kind : "")} {Rest(before.Concat(after))} {(verb is null ? "" : Say(verb, false))}",
            Sought.Subject => $"who {(verb is null ? be : Say(verb, false))} {left} {right}",
            Sought.Person when (wasBefore && verb is not null) || Chance(0.15) =>
                Chance(0.5) ? $"who {(verb is null ? be : Say(verb, false))} {left} {subject} {right}" : $"who {(verb is null ? be : Say(verb, false))} {subject} {left} {right}",
            Sought.Person => random.Next(6) switch
            {
                0 => Did("who"),
                1 => $"who {be} the {right} {left} {One("of", "in")} {subject} {(verb is null ? "" : Say(verb, false))}",
                2 => $"who {(verb is null ? be : Say(verb, false))} {right} {left} {One("in", "on", "of", "for", "")} {subject}",
                3 => $"{One("what is the name of the", "what was the name of", "name of")} {left} {right} {(verb is null ? "" : Say(verb, false))} {subject}",
                4 => $"who {(verb is null ? "" : Say(verb, false))} {left} {right} {One("in", "on", "of", "for", "")} {subject}",
                _ => $"who {(verb is null ? be : Say(verb, false))} {subject} {left} {right}",
            },
            Sought.Time => Did(One("when", "when", "when", "when", "what year", "in what year", "what date", "in which year", "when was the last time", "when was the first time")),
            Sought.Place => Did(gap.Called.Length > 0 && Chance(0.35) ? $"{One("what", "which", "in what", "in which")} {gap.Called}" : One("where", "where", "where", "where", "where in the world", "what country", "which city", "what place")),
            Sought.Number => gap.Called.Length > 0 ? Chance(0.6) ? Did($"how many {gap.Called}") : $"how many {gap.Called} {left} {right} {One("are in", "in", "are there in", "does", "of")} {subject} {(verb is null ? "" : Say(verb, true))}" : Did(One("what percentage of", "how much", "what percent")),
            Sought.Measure => Did(gap.Called switch
            {
                "year" or "years" => One("how long", "how many years", "how old", "how long", "at what age"),
                ['m', 'o', 'n', 't', 'h', ..] or ['w', 'e', 'e', 'k', ..] or ['d', 'a', 'y', ..] or ['h', 'o', 'u', 'r', ..] or ['m', 'i', 'n', 'u', 't', 'e', ..] or ['s', 'e', 'c', 'o', 'n', 'd', ..] => One("how long", "how long", $"how many {gap.Called}"),
                "pounds" or "kg" or "tons" or "tonnes" => One("how much does", "how heavy", "how much", "what is the weight of"),
                "acres" or "hectares" => One("how big", "how large", "how many acres"),
                _ => One("how far", "how long", "how tall", "how high", "how big", "how wide", "how deep", "how many " + gap.Called),
            }),
            Sought.Name => gap.Called.Length > 0 && Chance(0.6) ? Did($"{One("what", "what", "which", "what is the name of the")} {gap.Called}") : Did(One("what", "what", "which", "what is the name of the", "who", "what is the name of", "where")),
            _ => gap.Count > 1 && Chance(0.4) ? Did($"{One("what", "what kind of", "what type of", "which")} {gap.Called}") : Did(One("what", "what", "what", "what is the", "how", "why", "which", "what is", "what does")),
        };

        var said = asked.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        // Words swap places, and small words get lost, or are put in.
        if (Chance(0.2)) for (var k = 1 + random.Next(2); k > 0 && said.Count > 3; k--)
        {
            var place = 1 + random.Next(said.Count - 2);
            (said[place], said[place + 1 < said.Count ? place + 1 : place]) = (said[place + 1 < said.Count ? place + 1 : place], said[place]);
        }

        if (Chance(0.3)) said.Insert(1 + random.Next(said.Count), One("the", "the", "in", "of", "a", "to", "for", "on"));
        return string.Join(' ', said) + (Chance(0.5) ? "?" : "");
    }

    private static string SubjectOf(Article article, HashSet<string> answered, Random random)
    {
        var title = article.Title.ToLowerInvariant();
        var words = title.Split(' ');
        if (words.Any(word => answered.Contains(word) && !EnglishWords.IsFunction(word))) return "";
        if (article.IsPerson) return words.Length > 1 && random.NextDouble() < 0.25 ? words[^1] : title;
        var called = article.Kind.Length == 0 ? "" : AskedVerbs.Asked(article.Kind, random) ?? article.Kind;
        return random.NextDouble() switch
        {
            < 0.12 when called.Length > 0 => $"the {called} {title}",
            < 0.2 when called.Length > 0 => $"{title} {called}",
            < 0.45 => $"the {title}",
            _ => title,
        };
    }
}
