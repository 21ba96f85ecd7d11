using AdaptLab.Experiments.Prompting;
using AdaptLab.Pretraining.Corpus;

namespace AdaptLab.Pretraining.Episodes;

/// <summary>
/// The easiest lessons in reading, and those without which the others take no hold: the answer stands in the passage right
/// beside words that the question repeats, so that finding them and copying what follows is all there is to learn. First
/// records of meaningless words, then real sentences with a gap, which stand in the passage without it.
/// </summary>
internal sealed class Records(TextCorpus text)
{
    /// <summary>A passage, and what is asked about it.</summary>
    public sealed record Reading(string Passage, IReadOnlyList<(string Question, string Answer)> Questions);

    private const int MostRecords = 8;
    private const double Missing = 0.12;

    /// <summary>Keys with values, each of a few words that mean nothing together.</summary>
    /// <returns>Null: the line that was drawn has too few words.</returns>
    public Reading? Listed(Random random, int most)
    {
        var words = text.RandomLine(random).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Trim('.', ',', ';', ':', '"', '(', ')'))
            .Where(word => word.Length > 1 && word.All(char.IsLetterOrDigit)).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        random.Shuffle(words);
        var count = 2 + random.Next(Math.Clamp(most, 1, MostRecords - 1));
        var left = new Queue<string>(words);
        string? Take(int longest)
        {
            var length = 1 + random.Next(longest);
            return left.Count < length ? null : string.Join(' ', Enumerable.Range(0, length).Select(_ => left.Dequeue()));
        }

        var records = new List<(string Key, string Value)>();
        for (var i = 0; i < count; i++)
            if (Take(2) is { } key && Take(3) is { } value) records.Add((key, value));
        if (records.Count < 2) return null;

        var form = Forms[random.Next(Forms.Length)];
        var passage = string.Join(form.Between, records.Select(record => record.Key + form.Is + record.Value)) + form.End;
        var ask = Questions[random.Next(Questions.Length)];
        var questions = new List<(string, string)>();
        foreach (var (key, value) in EpisodeSampler.Sample(random, records, Math.Min(records.Count, 4))) questions.Add((string.Format(null, ask, key), value));
        if (random.NextDouble() < Missing * 4 && Take(2) is { } absent) questions.Insert(random.Next(questions.Count + 1), (string.Format(null, ask, absent), PassageSampler.NotInText));
        return new Reading(passage, questions);
    }

    /// <summary>Sentences of which one returns as a question, with some words of it left out.</summary>
    /// <param name="blur">Share of the questions that repeat a part of the sentence only, with words missing.</param>
    /// <returns>Null: the line that was drawn is too short.</returns>
    public Reading? Gaps(Random random, int longest, double blur)
    {
        var sentences = Sentences.Split(text.RandomLine(random));
        if (sentences.Count < 2) return null;
        var from = random.Next(Math.Max(1, sentences.Count - 3));
        var chosen = new List<string>();
        for (var i = from; i < sentences.Count && chosen.Count < 6 && chosen.Sum(s => s.Length) + sentences[i].Length <= longest; i++) chosen.Add(sentences[i]);
        if (chosen.Count == 0) return null;

        var questions = new List<(string, string)>();
        foreach (var sentence in EpisodeSampler.Sample(random, chosen, Math.Min(chosen.Count, 3)))
        {
            var words = sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 5) continue;
            var length = 1 + random.Next(3);
            var at = random.Next(1, Math.Max(2, words.Length - length));
            if (at + length > words.Length) continue;
            var answer = string.Join(' ', words[at..(at + length)]).Trim('.', ',', ';', ':', '"', '(', ')', '?', '!');
            if (answer.Length < 2) continue;
            var (before, after) = (words[..at], words[(at + length)..]);
            if (random.NextDouble() < blur)
            {
                before = [.. before.TakeLast(3 + random.Next(8)).Where(_ => random.NextDouble() < 0.85)];
                after = [.. after.Take(random.Next(8)).Where(_ => random.NextDouble() < 0.85)];
            }

            questions.Add((string.Join(' ', [.. before, "____", .. after]), answer));
        }

        return questions.Count == 0 ? null : new Reading(string.Join(' ', chosen), questions);
    }

    private static readonly (string Is, string Between, string End)[] Forms =
        [(": ", "; ", "."), (" is ", ". ", "."), (" has ", ", ", "."), (" = ", ", ", ""), (" - ", " | ", ""), (" was ", "; ", ".")];

    private static readonly string[] Questions = ["{0}", "{0}?", "What is {0}?", "What is the {0} in the text?", "Find {0}"];
}
