using System.Text.Json;
using AdaptLab.Pretraining.Corpus;
using AdaptLab.Pretraining.Vocabulary;
using TextEncoder = AdaptLab.Pretraining.Vocabulary.TextEncoder;

namespace AdaptLab.Pretraining.Tests;

/// <summary>A corpus of every kind that training mixes, made up from a few words, read from files as a real one is.</summary>
internal static class TinyCorpus
{
    private static readonly string[] Animals = ["cat", "dog", "horse", "mouse", "heron", "otter", "badger", "lizard"];
    private static readonly string[] Places = ["river", "garden", "kitchen", "harbour", "forest", "station", "market", "meadow"];
    private static readonly string[] Verbs = ["sees", "hears", "follows", "avoids", "finds", "remembers", "watches", "likes"];
    private static readonly Lazy<(TextCorpus, TaskCorpus)> Loaded = new(() =>
    {
        using var folder = new TemporaryFolder();
        Write(folder);
        return (TextCorpus.Load(folder.File("text")), TaskCorpus.Load(folder.File("tasks")));
    });

    private static readonly Lazy<TextEncoder> Trained = new(TrainEncoder);

    public static TextCorpus Text => Loaded.Value.Item1;

    public static TaskCorpus Tasks => Loaded.Value.Item2;

    /// <summary>400 tokens.</summary>
    public static TextEncoder Encoder => Trained.Value;

    /// <summary>A token for each character, so that positions in an episode are positions in its text.</summary>
    public static int[] Characters(string text) => [.. text.Select(character => (int)character)];

    public static string Join(IEnumerable<int> characters) => string.Concat(characters.Select(character => (char)character));

    /// <summary>Folders "text" and "tasks".</summary>
    public static void Write(TemporaryFolder folder)
    {
        var random = new Random(1);
        string Pick(string[] words) => words[random.Next(words.Length)];
        void Lines(string name, IEnumerable<string> lines)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
            File.WriteAllLines(folder.File(name), lines);
        }

        string Sentence(string animal) => $"The {animal} {Pick(Verbs)} a {Pick(Animals)} in the old {Pick(Places)}.";
        foreach (var source in (string[])["stories", "letters"])
            Lines($"text/{source}.txt", Enumerable.Range(0, 60).Select(_ =>
            {
                var animal = Pick(Animals);
                return string.Join(' ', Enumerable.Range(0, 8 + random.Next(8)).Select(_ => Sentence(animal)));
            }));

        void Rows(string name, int count, Func<int, object> row) =>
            Lines($"tasks/{name}.jsonl", Enumerable.Range(0, count).Select(i => JsonSerializer.Serialize(row(i))));
        Rows("animal_intent", 200, i => new { text = $"a {Pick(Animals)} {Pick(Verbs)} {Places[i % 5]} {i}", label = $"about {Places[i % 5]}" });
        Rows("verb_domain", 120, i => new { text = $"it {Verbs[i % 3]} the {Pick(Animals)}, {i}", label = Verbs[i % 3] });
        Rows("snli_tiny", 150, i => new { a = $"the {Animals[i % 8]} is here {i}", b = $"here is the {Animals[(i + i % 2) % 8]} {i}", label = i % 2 == 0 ? "entailment" : "contradiction" });
        Rows("facts", 100, i => new { text = $"The {Animals[i % 8]} lives in the {Places[i % 7]}.", question = $"Where does the {Animals[i % 8]} live?", answer = Places[i % 7] });
    }

    private static TextEncoder TrainEncoder()
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in Text.Sources.SelectMany(source => source.Lines).Concat(Tasks.Labelled.SelectMany(task => task.ByLabel.SelectMany(group => group.Texts))))
            foreach (var word in ByteLevel.Words().Matches(line).Select(match => match.Value))
                counts[word] = counts.GetValueOrDefault(word) + 1;
        return new TextEncoder(BpeTrainer.Train(counts, 400, [TextEncoder.EndOfText]));
    }
}

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("adaptlab-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
