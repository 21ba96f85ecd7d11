using AdaptLab.Experiments.Prompting;
using AdaptLab.Pretraining.Corpus;

namespace AdaptLab.Pretraining.Episodes;

/// <summary>Reading: questions whose answer stands in a passage, or does not.</summary>
public sealed class PassageSampler(TextCorpus text, TaskCorpus tasks, Func<string, int[]> encode)
{
    /// <summary>What answers a question that the passage does not.</summary>
    public const string NotInText = PromptLayout.NotInText;

    private const int MostQuestionsPerPassage = 4;
    private const int LongestPassage = 300;
    private const float Weight = 0.5f;
    private readonly ILookup<string, int>[] _byText = [.. tasks.Questions.Select(task =>
        task.Rows.Select((row, i) => (row.Text, i)).Where(pair => pair.Text.Length > 0).ToLookup(pair => pair.Text, pair => pair.i))];

    private readonly double[] _weights = [.. tasks.Questions.Select(Weigh)];
    private readonly Records _records = new(text);

    public Episode Next(Random random, int budget, Lesson lesson)
    {
        var builder = new EpisodeBuilder(budget, encode);
        if (random.NextDouble() < 0.3) builder.Read("Answer the question from the text.\n\n");
        var task = EpisodeSampler.Weighted(random, _weights);
        Func<bool> add = random.NextDouble() switch
        {
            var share when share < lesson.Copying / 2 => () => AddReading(builder, _records.Listed(random, lesson.KeyWords)),
            var share when share < lesson.Copying => () => AddReading(builder, _records.Gaps(random, LongestPassage * 3, lesson.Blurred)),
            var share when share < lesson.Copying + (1 - lesson.Copying) * 0.3 => () => AddCloze(builder, random),
            _ => () => AddQuestions(builder, random, task),
        };
        for (var misses = 0; misses < 6;)
        {
            if (!add()) misses++;
        }

        return builder.Build();
    }

    /// <summary>Questions over sentences by many writers ask for reading as no other task does: they count double.</summary>
    private static double Weigh(QuestionTask task) =>
        Math.Sqrt(task.Rows.Count) * (task.Name.StartsWith("qamr", StringComparison.Ordinal) ? 2 : 1);

    private static bool AddReading(EpisodeBuilder builder, Records.Reading? reading)
    {
        if (reading is null) return false;
        var read = Passage(reading.Passage);
        foreach (var (question, answer) in reading.Questions)
        {
            if (!builder.TryReadAndAnswer(read, PromptLayout.Request(question), answer, Weight)) return false;
            read = "";
        }

        return true;
    }

    private bool AddQuestions(EpisodeBuilder builder, Random random, int task)
    {
        var rows = tasks.Questions[task].Rows;
        var row = rows[random.Next(rows.Count)];
        if (row.Text.Length == 0) return builder.TryReadAndAnswer("", PromptLayout.Request(row.Question), row.Answer, Weight);

        // Several questions of one passage: what is asked must be read, not only what stands there.
        int[] asked = [.. _byText[task][row.Text]];
        var same = EpisodeSampler.Sample(random, asked, Math.Min(asked.Length, MostQuestionsPerPassage));
        var read = Passage(row.Text);
        foreach (var i in same)
        {
            if (!builder.TryReadAndAnswer(read, PromptLayout.Request(rows[i].Question), rows[i].Answer, Weight)) return false;
            read = "";
        }

        // A question about another passage.
        if (tasks.Questions[task].Name.StartsWith("qamr", StringComparison.Ordinal) && random.NextDouble() < 0.35)
        {
            var other = rows[random.Next(rows.Count)];
            if (!row.Text.Contains(other.Answer, StringComparison.OrdinalIgnoreCase))
                builder.TryReadAndAnswer("", PromptLayout.Request(other.Question), NotInText, Weight);
        }

        return true;
    }

    /// <summary>A sentence with a name or a number left out, which the sentences around it hold (Hermann et al. 2015).</summary>
    private bool AddCloze(EpisodeBuilder builder, Random random)
    {
        var sentences = Sentences.Split(text.RandomLine(random)).ToList();
        if (sentences.Count < 3) return false;
        var asked = 1 + random.Next(sentences.Count - 1);
        var around = string.Join(' ', sentences.Where((_, i) => i != asked && Math.Abs(i - asked) <= 3));
        var candidates = Names(sentences[asked]).Where(name => around.Contains(name, StringComparison.Ordinal)).ToArray();
        if (candidates.Length == 0) return false;
        var answer = candidates[random.Next(candidates.Length)];
        var question = sentences[asked].Replace(answer, "____", StringComparison.Ordinal);
        var missing = random.NextDouble() < 0.1;
        if (missing)
        {
            around = string.Join(' ', Sentences.Split(text.RandomLine(random)).Take(4));
            if (around.Contains(answer, StringComparison.OrdinalIgnoreCase)) return false;
        }

        return builder.TryReadAndAnswer(Passage(around), PromptLayout.Request(question), missing ? NotInText : answer, Weight);
    }

    private static string Passage(string passage) => PromptLayout.OneLine(passage.Length <= LongestPassage * 4 ? passage : passage[..(LongestPassage * 4)]) + "\n";

    /// <summary>Runs of capitalised words but for a sentence's first, and numbers.</summary>
    private static IEnumerable<string> Names(string sentence)
    {
        var words = sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 1; i < words.Length;)
        {
            var from = i;
            while (i < words.Length && (char.IsUpper(words[i][0]) || char.IsDigit(words[i][0])))
            {
                i++;
                if (!char.IsLetterOrDigit(words[i - 1][^1])) break;
            }

            if (i == from)
            {
                i++;
                continue;
            }

            var name = string.Join(' ', words[from..i]).TrimEnd('.', ',', ';', ':', ')', '"', '\'', '?', '!');
            if (name.Length >= 2) yield return name;
        }
    }
}
