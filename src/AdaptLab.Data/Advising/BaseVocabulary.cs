using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using AdaptLab.Unicode;

namespace AdaptLab.Data.Advising;

/// <summary>The whole words in the vocabulary of a base model: what it has met often enough to have a token for. Read from its
/// tokenizer's file, without loading anything that could run it.</summary>
internal static class BaseVocabulary
{
    /// <summary>A smaller vocabulary has few words of any text.</summary>
    private const int FewestWords = 4_000;

    /// <summary>More rows of the same kind change little.</summary>
    private const int MostTexts = 400;

    private const long LargestFile = 64L << 20;

    private static readonly ConcurrentDictionary<string, (string Stamp, ImmutableHashSet<string>? Words)> Known = new(StringComparer.Ordinal);

    // Of the texts that were counted last: while somebody types, all but one of them are the same.
    private static Counted _last = new(null, []);

    /// <param name="Texts">Words of each, and how many of them are whole in the vocabulary. Not changed any more.</param>
    private sealed record Counted(ImmutableHashSet<string>? Vocabulary, Dictionary<string, (int All, int Found)> Texts);

    /// <summary>The share of the texts' words that stand in it whole; null where there is no such file, or none that tells.</summary>
    /// <param name="folder">Of the model.</param>
    public static double? Familiarity(string folder, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0 || Words(Path.Combine(folder, "tokenizer.json")) is not { } vocabulary)
            return null;
        var before = Volatile.Read(ref _last);
        var counted = new Counted(vocabulary, new Dictionary<string, (int All, int Found)>(Math.Min(texts.Count, MostTexts), StringComparer.Ordinal));
        var (all, found) = (0, 0);
        for (var i = 0; i < Math.Min(texts.Count, MostTexts); i++)
        {
            // Evenly from all of them: files are often sorted.
            var text = texts[(int)((long)i * texts.Count / Math.Min(texts.Count, MostTexts))];
            if (before.Vocabulary != vocabulary || !before.Texts.TryGetValue(text, out var words))
                words = Count(text, vocabulary);
            counted.Texts[text] = words;
            (all, found) = (all + words.All, found + words.Found);
        }

        Volatile.Write(ref _last, counted);
        return all == 0 ? null : (double)found / all;
    }

    private static (int All, int Found) Count(string text, ImmutableHashSet<string> vocabulary)
    {
        var (all, found) = (0, 0);
        foreach (var word in new FoldedWords(text))
        {
            // Numbers and codes are pieced together in every language.
            if (!word.All(char.IsLetter))
                continue;
            all++;
            found += vocabulary.Contains(word) ? 1 : 0;
        }

        return (all, found);
    }

    private static ImmutableHashSet<string>? Words(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists || file.Length > LargestFile)
                return null;
            var stamp = $"{file.Length}:{file.LastWriteTimeUtc.Ticks}";
            if (Known.TryGetValue(path, out var known) && known.Stamp == stamp)
                return known.Words;
            using var stream = file.OpenRead();
            using var json = JsonDocument.Parse(stream);
            var words = Tokens(json.RootElement).Select(token => token.TrimStart('Ġ', '▁', ' ')).Where(token => token.Length > 0 && token.All(char.IsLetter))
                .Select(FoldedWords.Key).ToImmutableHashSet(StringComparer.Ordinal);
            var read = words.Count < FewestWords ? null : words;
            Known[path] = (stamp, read);
            return read;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            // Whoever runs the model will say what is wrong with it.
            return null;
        }
    }

    /// <summary>Of an object from tokens to their numbers (BPE, WordPiece), or of a list of tokens with their weights (Unigram).</summary>
    private static IEnumerable<string> Tokens(JsonElement tokenizer) =>
        !tokenizer.TryGetProperty("model", out var model) || !model.TryGetProperty("vocab", out var vocab) ? []
        : vocab.ValueKind == JsonValueKind.Object ? vocab.EnumerateObject().Select(token => token.Name)
        : vocab.EnumerateArray().Select(token => token[0].GetString() ?? "");
}
