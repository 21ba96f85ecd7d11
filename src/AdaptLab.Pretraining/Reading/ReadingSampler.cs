using AdaptLab.Pretraining.Corpus;
using AdaptLab.Reading;
using AdaptLab.Words;

namespace AdaptLab.Pretraining.Reading;

/// <summary>Draws questions over passages of some sentences from everything that has them: questions over a sentence, which is put among
/// others; questions without a text, which are looked up; questions made from running text; fields of short texts.</summary>
/// <remarks>One text in ten, with all that is asked about it, is held out.</remarks>
internal sealed class ReadingSampler
{
    private const double NoneShare = 0.2;
    private const int MostDraws = 200;

    /// <summary>In words.</summary>
    private const int LongestParagraph = 210;

    /// <summary>Of a task's questions so many must be different for it to be one that people asked, and of its answers so many stand in the text.</summary>
    private const double LeastShare = 0.5;

    private readonly Library _library;
    private readonly SearchQuestions _search;
    private readonly NearWords _near;
    private readonly ReadingShares _shares;
    private readonly (string Text, (string Question, string Answer)[] Asked)[] _asked, _askedHeldOut;
    private readonly FoundAnswer[] _found, _foundHeldOut;
    private readonly (string Text, string Task, (string Question, string[] Answers)[] Fields)[] _fields, _fieldsHeldOut;
    private readonly Dictionary<string, string[]> _fieldQuestions;

    /// <param name="mostAsked">Of the questions that people asked, at most; for a curve over them.</param>
    public ReadingSampler(TaskCorpus tasks, Library library, WordVectors vectors, int mostAsked, ReadingShares shares, CancellationToken cancellation)
    {
        (_library, _shares, _near) = (library, shares, new NearWords(vectors));
        _search = new SearchQuestions(library.Articles, _near);
        var withText = tasks.Questions.Where(task => task.Name != Articles.SubjectTask).Select(task => (task.Name, Rows: task.Rows.Where(row => row.Text.Length > 0).ToArray()))
            .Where(task => task.Rows.Length > 0 && task.Rows.Take(500).Count(row => Answers(row.Answer).All(answer => row.Text.Contains(answer, StringComparison.OrdinalIgnoreCase))) >= LeastShare * Math.Min(500, task.Rows.Length))
            .ToLookup(task => task.Rows.Select(row => row.Question).Distinct().Count() >= LeastShare * task.Rows.Length);
        (_asked, _askedHeldOut) = Split(withText[true].SelectMany(task => task.Rows).GroupBy(row => row.Text, row => (row.Question, row.Answer)).Select(group => (group.Key, group.ToArray())), group => group.Key);
        (_fields, _fieldsHeldOut) = Split(
            withText[false].SelectMany(task => task.Rows.GroupBy(row => row.Text).Select(group => (group.Key, task.Name, group.GroupBy(row => row.Question)
                .Select(field => (field.Key, field.SelectMany(row => Answers(row.Answer)).ToArray())).ToArray()))),
            group => group.Key);
        _fieldQuestions = withText[false].ToDictionary(task => task.Name, task => task.Rows.Select(row => row.Question).Distinct().ToArray(), StringComparer.Ordinal);

        var without = tasks.Questions.SelectMany(task => task.Rows).Where(row => row.Text.Length == 0).Select(row => (row.Question, row.Answer)).ToArray();
        (_found, _foundHeldOut) = Split(FoundAnswers.Search(without, library.TitledLines(), vectors, cancellation), found => found.Question);

        // What the curve asks for is taken from both kinds in proportion.
        var share = Math.Min(1, mostAsked / Math.Max(1.0, _asked.Sum(text => text.Asked.Length) + _found.Length));
        _asked = [.. _asked.Take(Math.Max(1, (int)(share * _asked.Length)))];
        _found = [.. _found.Take((int)(share * _found.Length))];
    }

    public string Summary => $"{_asked.Sum(text => text.Asked.Length):N0} questions about {_asked.Length:N0} texts, {_found.Length:N0} looked up, {_fields.Sum(text => text.Fields.Length):N0} fields of {_fields.Length:N0} texts";

    public ReadingQuestion Next(Random random)
    {
        var kind = random.NextDouble() - _shares.Asked;
        Func<ReadingQuestion?> draw = kind < 0 ? () => Asked(random, _asked, varied: true)
            : (kind -= _shares.Found) < 0 && _found.Length > 0 ? () => Found(random, _found, varied: true)
            : (kind -= _shares.Search) < 0 && _library.Articles.Count > 0 ? () => Searched(random)
            : (kind -= _shares.Gap) < 0 ? () => Gap(random) : () => Field(random, _fields);

        // Many a draw gives nothing, of one kind more often than of another: that must not change the shares.
        for (var tried = 0; tried < MostDraws; tried++)
            if (draw() is { } question) return question;
        return Next(random);
    }

    /// <summary>Held out ones of each kind, the same ones each time; a fifth of them have no answer.</summary>
    public IEnumerable<ReadingQuestion> HeldOut(int count, int seed)
    {
        Func<Random, ReadingQuestion?>[] kinds = [random => Asked(random, _askedHeldOut, varied: false), random => Found(random, _foundHeldOut, varied: false), random => Field(random, _fieldsHeldOut)];
        foreach (var kind in kinds)
        {
            var random = new Random(seed);
            for (var (given, tried) = (0, 0); given < count && tried < 10 * count; tried++)
                if (kind(random) is { } question)
                {
                    given++;
                    yield return question;
                }
        }
    }

    /// <summary>Held out questions that were looked up, in passages as long as a paragraph, all of which tell.</summary>
    public IEnumerable<ReadingQuestion> HeldOutFound(int count, int seed)
    {
        var random = new Random(seed);
        for (var given = 0; given < count && _foundHeldOut.Length > 0;)
        {
            var found = _foundHeldOut[random.Next(_foundHeldOut.Length)];
            var passage = Library.Passage(random, Library.SentencesOf(found.Line), found.Sentence, random.Next(90, 220));
            given++;
            if (passage.Contains(found.Answer, StringComparison.OrdinalIgnoreCase)) yield return new ReadingQuestion("paragraph", found.Question, passage, [found.Answer]);
        }
    }

    private ReadingQuestion? Asked(Random random, (string Text, (string Question, string Answer)[] Asked)[] from, bool varied)
    {
        if (from.Length == 0) return null;
        var (text, asked) = from[random.Next(from.Length)];
        var (question, answer) = asked[random.Next(asked.Length)];
        var others = Library.SentencesOf(random.Next(2) == 0 ? _library.NearLine(random, text) : from[random.Next(from.Length)].Text + " " + _library.RandomLine(random)).Where(other => other != text).ToList();
        var part = others.Skip(random.Next(Math.Max(1, others.Count - 4))).Take(random.Next(1, 6)).ToList();
        var isNone = random.NextDouble() < NoneShare;
        if (varied && random.NextDouble() < 0.3)
        {
            text = WithoutName(text, question, answer);
            question = Blurred(question, random);
        }

        if (!isNone) part.Insert(random.Next(part.Count + 1), text);
        return With("asked", question, string.Join(' ', part), isNone, answer);
    }

    private ReadingQuestion? Found(Random random, FoundAnswer[] from, bool varied)
    {
        if (from.Length == 0) return null;
        var found = from[random.Next(from.Length)];
        var question = varied && random.NextDouble() < 0.25 ? Blurred(found.Question, random) : found.Question;
        return Placed(random, "found", question, found.Answer, found.Line, found.Sentence, varied);
    }

    private ReadingQuestion? Searched(Random random) =>
        _search.Next(random) is var (question, answer, _, line, sentence) ? Placed(random, "search", question, answer, line, sentence, inParagraph: true) : null;

    /// <summary>With words dropped, or near ones put for them.</summary>
    private string Blurred(string question, Random random) => string.Join(' ', question.Split(' ').Select((word, i) =>
        i == 0 || EnglishWords.Asks(word.ToLowerInvariant()) ? word : random.NextDouble() switch { < 0.1 => "", < 0.2 => _near.Swapped(word.ToLowerInvariant().TrimEnd('?'), random), _ => word }).Where(word => word.Length > 0));

    /// <summary>A name that the question has, too, is "it" in the text, as it mostly is further down a page.</summary>
    private static string WithoutName(string text, string question, string answer)
    {
        var words = text.Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            var count = 0;
            while (i + count < words.Length && words[i + count].Length > 1 && char.IsUpper(words[i + count][0]) && words[i + count].All(char.IsLetter)) count++;
            var name = string.Join(' ', words.Skip(i).Take(count));
            if (count > 0 && i + count < words.Length && name.Length > 4 && !answer.Contains(name, StringComparison.OrdinalIgnoreCase) && !name.Contains(answer, StringComparison.OrdinalIgnoreCase) && question.Contains(name, StringComparison.OrdinalIgnoreCase))
                return string.Join(' ', [.. words.Take(i), i == 0 ? "It" : "it", .. words.Skip(i + count)]);
            i += Math.Max(0, count - 1);
        }

        return text;
    }

    private ReadingQuestion? Gap(Random random)
    {
        var line = _library.RandomLine(random);
        var sentences = Library.SentencesOf(line);
        if (sentences.Count == 0) return null;
        var sentence = random.Next(sentences.Count);
        return GapQuestions.From(sentences[sentence], random) is var (question, answer) ? Placed(random, "gap", question, answer, line, sentence) : null;
    }

    private ReadingQuestion? Placed(Random random, string kind, string question, string answer, string line, int sentence, bool inParagraph = false)
    {
        var sentences = Library.SentencesOf(line);
        var isNone = random.NextDouble() < NoneShare;
        if (inParagraph && !isNone && random.NextDouble() < 0.75) return With(kind, question, Library.Passage(random, sentences, sentence, random.Next(50, LongestParagraph)), isNone, answer);
        var count = random.Next(2, 7);
        if (!isNone) return With(kind, question, Library.Around(random, sentences, sentence, count), isNone, answer);
        // What stands beside it is as near as something without the answer can be.
        var rest = random.Next(2) == 0 ? [.. sentences.Where((_, i) => i != sentence)] : Library.SentencesOf(_library.NearLine(random, question));
        return With(kind, question, Library.Part(random, rest, count), isNone, answer);
    }

    private ReadingQuestion? Field(Random random, (string Text, string Task, (string Question, string[] Answers)[] Fields)[] from)
    {
        if (from.Length == 0) return null;
        var (text, task, fields) = from[random.Next(from.Length)];
        if (random.NextDouble() < NoneShare)
        {
            var questions = _fieldQuestions[task];
            var other = questions[random.Next(questions.Length)];
            return fields.Any(field => field.Question == other) ? null : new ReadingQuestion("field", other, text, []);
        }

        var (question, answers) = fields[random.Next(fields.Length)];
        return new ReadingQuestion("field", question, text, answers);
    }

    private static ReadingQuestion? With(string kind, string question, string passage, bool isNone, string answer)
    {
        if (passage.Length == 0) return null;
        var holds = passage.Contains(answer, StringComparison.OrdinalIgnoreCase);
        return holds == isNone && isNone ? null : new ReadingQuestion(kind, question, passage, isNone ? [] : [answer]);
    }

    private static string[] Answers(string answer) => answer == AnswerWords.None ? [] : answer.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static (T[] Kept, T[] HeldOut) Split<T>(IEnumerable<T> all, Func<T, string> text)
    {
        var parts = all.ToLookup(one => Hash(text(one)) % 10 == 0);
        return ([.. parts[false]], [.. parts[true]]);
    }

    private static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var character in text) hash = (hash ^ character) * 16777619;
        return hash ^ (hash >> 16);
    }
}
