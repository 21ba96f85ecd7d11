using AdaptLab.Experiments.Prompting;
using AdaptLab.Pretraining.Corpus;

namespace AdaptLab.Pretraining.Episodes;

/// <param name="Keys">Share of episodes of meaningless rows that return.</param>
/// <param name="KeyWords">Most words of such a row.</param>
/// <param name="Repeats">In the other episodes, share of rows that repeat an earlier one.</param>
/// <param name="Blurred">Share of the rows that return with words left out or in another order: who knows them again has
/// read what they say, not how they end.</param>
/// <param name="Reading">Share of the other episodes that are read: passages with questions, texts with fields.</param>
/// <param name="Copying">Share of passages whose answer stands beside words that the question repeats.</param>
public sealed record Lesson(double Keys, int KeyWords, double Repeats, double Blurred, double Reading, double Copying)
{
    private const int FirstSteps = 700;

    /// <summary>Recall of a word or two first, then of longer and longer rows, then of fewer rows that return and more that
    /// are only like an earlier one.</summary>
    public static Lesson At(long step) => new(
        step < FirstSteps ? 0.4 : 0.1,
        (int)Math.Clamp(2 + step / 60, 2, 14),
        Math.Clamp(0.5 * (1 - (step - FirstSteps) / 900.0), 0.1, 0.5),
        Math.Clamp((step - 200) / 500.0, 0, 0.8),
        step < FirstSteps ? 0.5 : 0.4,
        Math.Clamp(1 - (step - FirstSteps / 2) / 1500.0, 0.25, 0.9));
}

/// <summary>Draws episodes: of labelled tasks, of running text (which document is a sentence from?), of pairs, of questions.</summary>
public sealed class EpisodeSampler(TextCorpus text, TaskCorpus tasks, Func<string, int[]> encode)
{
    private const int MostLabels = 12;
    private readonly double[] _taskWeights = TaskBalance.Weights(tasks.Labelled);
    private readonly PassageSampler _passages = new(text, tasks, encode);
    private readonly FieldRows _fields = new(tasks, encode);

    /// <summary>Share of rows that repeat an earlier one, where recall is all that can be learned.</summary>
    private const double KeyRepeats = 0.65;

    /// <summary>Of the episodes that are read, those that ask for fields.</summary>
    private const double FieldShare = 0.2;

    /// <param name="budget">Most tokens.</param>
    /// <param name="lesson">What is to be learned now.</param>
    public Episode Next(Random random, int budget, Lesson lesson)
    {
        while (true)
        {
            var episode = random.NextDouble() < lesson.Keys ? Rows(random, budget, lesson with { Repeats = KeyRepeats }, KeyPools(random, lesson.KeyWords))
                : random.NextDouble() < lesson.Reading ? (_fields.Any && random.NextDouble() < FieldShare ? _fields.Next(random, budget) : _passages.Next(random, budget, lesson))
                : random.NextDouble() switch
                {
                    < 0.58 => Rows(random, budget, lesson, LabelledPools(random)),
                    < 0.95 => Rows(random, budget, lesson, DocumentPools(random)),
                    _ => Rows(random, budget, lesson, PairPools(random)),
                };
            if (episode is { } found && found.Weights.Any(weight => weight > 0)) return found;
        }
    }

    /// <summary>What an episode is made of: a class has a natural name (or none) and texts.</summary>
    private sealed record Pools(string? Instruction, IReadOnlyList<(string? Name, IReadOnlyList<string> Texts)> Classes)
    {
        /// <summary>Rows of a class have nothing in common: an answer can be known only by the same row's return.</summary>
        public bool Meaningless { get; init; }
    }

    private Episode? Rows(Random random, int budget, Lesson lesson, Pools? pools)
    {
        if (pools is null || pools.Classes.Count < 2) return null;
        var (names, headers) = Naming.Choose(random, [.. pools.Classes.Select(c => c.Name)]);
        var builder = new EpisodeBuilder(budget, encode);
        var announced = headers is not null;
        if (pools.Instruction is not null && random.NextDouble() < 0.5) builder.Read(pools.Instruction + "\n");
        if (headers is not null) builder.Read(PromptLayout.Labels(headers));
        if (random.NextDouble() < 0.8) builder.Read("\n");

        var longest = random.NextDouble() < 0.75 ? 40 : 80;
        var unused = pools.Classes.Select(c => new Queue<string>(Shuffled(random, c.Texts))).ToArray();
        var earlier = new List<(string Text, int Class, int Kind)>();
        var seen = new bool[names.Count];
        while (true)
        {
            (string Text, int Class, int Kind) row;
            var returns = earlier.Count > 0 && random.NextDouble() < lesson.Repeats;
            if (returns)
            {
                row = earlier[random.Next(earlier.Count)];
                if (random.NextDouble() < lesson.Blurred) row.Text = Blurred(random, row.Text);
            }
            else
            {
                var @class = random.Next(names.Count);
                if (!unused[@class].TryDequeue(out var next)) break;
                row = (next, @class, pools.Meaningless ? earlier.Count : @class);
                earlier.Add(row);
            }

            // A label that has been neither announced nor seen cannot be known.
            var known = returns || (!pools.Meaningless && (announced || seen[row.Class]));
            if (!builder.TryAddRow(Requests.Encode(encode, row.Text, longest), names[row.Class], row.Kind, known ? 1f : 0f, returns)) break;
            seen[row.Class] = true;
        }

        return builder.Rows >= 4 ? builder.Build() : null;
    }

    private static string Blurred(Random random, string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2) return text;
        switch (random.Next(3))
        {
            case 0:
                random.Shuffle(words);
                break;
            case 1:
                var kept = words.Where(_ => random.NextDouble() < 0.65).ToArray();
                words = kept.Length > 0 ? kept : words;
                break;
            default:
                var count = (words.Length + 1) / 2;
                var from = random.Next(words.Length - count + 1);
                words = words[from..(from + count)];
                break;
        }

        return string.Join(' ', words);
    }

    private Pools LabelledPools(Random random)
    {
        var task = tasks.Labelled[Weighted(random, _taskWeights)];
        var count = Math.Min(task.ByLabel.Count, 2 + random.Next(random.NextDouble() < 0.8 ? 5 : MostLabels - 1));
        return new Pools(
            Instructions.For(task.Name, random),
            [.. Sample(random, task.ByLabel, count).Select(c => ((string?)c.Label, (IReadOnlyList<string>)Sample(random, c.Texts, 24)))]);
    }

    /// <summary>A few words that mean nothing together, each time with an answer of its own: the easiest lesson in reading
    /// the answer off the row that says the same, and the one without which the others take hold only after a long plateau.</summary>
    private Pools? KeyPools(Random random, int words)
    {
        var pool = text.RandomLine(random).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.All(char.IsLetter)).Distinct(StringComparer.Ordinal).ToArray();
        if (pool.Length < MostLabels + 4) return null;
        var names = Sample(random, pool, 2 + random.Next(MostLabels - 1));
        return new Pools(null,
        [
            .. names.Select(name => (
                random.NextDouble() < 0.9 ? name.ToLowerInvariant() : null,
                (IReadOnlyList<string>)[.. Enumerable.Range(0, 8).Select(_ => string.Join(' ', Sample(random, pool, 1 + random.Next(words))))])),
        ]) { Meaningless = true };
    }

    private Pools? DocumentPools(Random random)
    {
        var source = text.RandomSource(random);
        var count = 2 + random.Next(random.NextDouble() < 0.8 ? 4 : MostLabels - 1);
        var classes = new List<(string?, IReadOnlyList<string>)>();
        for (var tries = 0; classes.Count < count && tries < 60; tries++)
        {
            var line = (random.NextDouble() < 0.2 ? text.RandomSource(random) : source).RandomLine(random);
            var sentences = Sentences.Split(line);
            if (sentences.Count >= 5) classes.Add((Naming.Keyword(line, random), sentences));
        }

        return classes.Count < 2 ? null : new Pools(Instructions.ForDocuments(random), classes);
    }

    private Pools? PairPools(Random random)
    {
        var task = tasks.Pairs[random.Next(tasks.Pairs.Count)];
        var rows = Enumerable.Range(0, 120).Select(_ => task.Rows[random.Next(task.Rows.Count)]).Distinct();
        return new Pools(
            Instructions.For(task.Name, random),
            [.. rows.GroupBy(r => r.Label, r => $"{r.A} | {r.B}").Select(g => ((string?)g.Key, (IReadOnlyList<string>)[.. g]))]);
    }

    internal static IReadOnlyList<T> Sample<T>(Random random, IReadOnlyList<T> from, int count)
    {
        if (count * 3 > from.Count) return [.. Shuffled(random, from).Take(count)];
        var chosen = new HashSet<int>();
        while (chosen.Count < count) chosen.Add(random.Next(from.Count));
        return [.. chosen.Select(i => from[i])];
    }

    private static T[] Shuffled<T>(Random random, IReadOnlyList<T> from)
    {
        var copy = from.ToArray();
        random.Shuffle(copy);
        return copy;
    }

    internal static int Weighted(Random random, double[] weights)
    {
        var at = random.NextDouble() * weights.Sum();
        for (var i = 0; i < weights.Length; i++)
        {
            if (at < weights[i]) return i;
            at -= weights[i];
        }

        return weights.Length - 1;
    }
}
