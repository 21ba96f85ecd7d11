using AdaptLab.Reading;
using AdaptLab.Words;

namespace AdaptLab.Pretraining.Reading;

/// <summary>A question that was asked without a text, and where its answer stands beside much of what it asks.</summary>
internal sealed record FoundAnswer(string Question, string Answer, string Line, int Sentence);

/// <summary>Looks up questions that come without a text (distant supervision, as Mintz et al. 2009 and Chen et al. 2017 use it): a sentence
/// that holds the answer and most of what is asked is taken to tell it. It does not always. What an article is about counts as said by
/// each of its sentences.</summary>
internal static class FoundAnswers
{
    private const double LeastShare = 0.5;
    private const double ElsewhereCounts = 0.6;
    private const int MostPlaces = 3;
    private const int LongestAnswer = 6;
    private const int MostAnswers = 6;

    public static IReadOnlyList<FoundAnswer> Search(IEnumerable<(string Question, string Answer)> questions, IEnumerable<(string Title, string Line)> lines, WordVectors vectors, CancellationToken cancellation)
    {
        // Several answers are each right.
        var sought = questions.SelectMany(question => question.Answer.Split("; ").Take(MostAnswers).Select(answer => Sought.Of(question.Question, answer, vectors))).Where(one => one.IsWorthIt).ToArray();
        var byFirst = sought.ToLookup(one => one.Words[0], StringComparer.Ordinal);
        var places = new Dictionary<Sought, List<(double Share, string Line, int Sentence)>>();
        foreach (var (title, line) in lines)
        {
            cancellation.ThrowIfCancellationRequested();
            var sentences = Library.SentencesOf(line).Select(WordsOf).ToArray();
            HashSet<string>? around = null, about = null;
            for (var s = 0; s < sentences.Length; s++)
            {
                var words = sentences[s];
                HashSet<string>? stems = null;
                for (var i = 0; i < words.Length; i++)
                    foreach (var one in byFirst[words[i]])
                    {
                        if (!words.AsSpan(i).StartsWith(one.Words)) continue;
                        around ??= [.. sentences.SelectMany(sentence => sentence).Concat(WordsOf(title)).Select(EnglishWords.Stem)];
                        about ??= [.. WordsOf(title).Where(word => !EnglishWords.IsFunction(word)).Select(EnglishWords.Stem)];
                        stems ??= [.. words.Select(EnglishWords.Stem)];
                        var share = one.ShareIn(stems, around, about);
                        if (share < LeastShare) continue;
                        if (!places.TryGetValue(one, out var found)) places[one] = found = [];
                        if (found.All(place => place.Line != line)) found.Add((share, line, s));
                    }
            }
        }

        return [.. sought.Where(places.ContainsKey).SelectMany(one => places[one].OrderByDescending(place => place.Share).Take(MostPlaces)
            .Select(place => new FoundAnswer(one.Question, one.Answer, place.Line, place.Sentence)))];
    }

    private static string[] WordsOf(string text)
    {
        var words = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            var from = i;
            while (i < text.Length && (char.IsLetterOrDigit(text[i]) || (text[i] == '\'' && i > from && i + 1 < text.Length && char.IsLetter(text[i + 1])))) i++;
            if (i > from) words.Add(text[from..i].ToLowerInvariant());
            else i++;
        }

        return [.. words];
    }

    private sealed record Sought(string Question, string Answer, string[] Words, (string Stem, double Weight)[] Content)
    {
        public bool IsWorthIt => Words.Length is > 0 and <= LongestAnswer && Content.Length >= 2 && Words is not ["true" or "false" or "yes" or "no" or "both" or "all" or "none", ..]
            && !Words.All(word => EnglishWords.IsFunction(word)) && !Words.Any(word => Content.Any(asked => asked.Stem == EnglishWords.Stem(word)));

        public static Sought Of(string question, string answer, WordVectors vectors)
        {
            // Options are named after the question; the one that is right would give itself away.
            var options = question.IndexOf(" Options:", StringComparison.Ordinal);
            question = options < 0 ? question : question[..options];
            double Weight(string word) => Math.Log(2 + (vectors.RankOf(word) ?? vectors.Count));
            return new Sought(question, answer, WordsOf(answer), [.. WordsOf(question).Where(word => !EnglishWords.IsFunction(word)).Distinct().Select(word => (EnglishWords.Stem(word), Weight(word)))]);
        }

        public double ShareIn(HashSet<string> sentence, HashSet<string> around, HashSet<string> about)
        {
            // The question names what the article is about: then one word more is enough.
            var isAbout = about.Count > 0 && about.All(stem => Content.Any(word => word.Stem == stem));
            var inSentence = Content.Count(word => sentence.Contains(word.Stem) && !(isAbout && about.Contains(word.Stem)));
            if (inSentence + (isAbout ? 1 : 0) < 2) return 0;
            return Content.Sum(word => sentence.Contains(word.Stem) || (isAbout && about.Contains(word.Stem)) ? word.Weight : around.Contains(word.Stem) ? ElsewhereCounts * word.Weight : 0) / Content.Sum(word => word.Weight);
        }
    }
}
