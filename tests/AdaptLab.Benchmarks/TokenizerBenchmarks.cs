using System.Runtime.CompilerServices;
using AdaptLab.Models.Tokenizers;
using AdaptLab.Pretraining.Vocabulary;

namespace AdaptLab.Benchmarks;

/// <summary>Encoding and decoding the sample specs' texts.</summary>
public static class TokenizerBenchmarks
{
    /// <param name="paths">`tokenizer.json` files, or the folders that hold them, to measure beside the pretraining's own encoder.</param>
    public static IEnumerable<Benchmark> All(IEnumerable<string> paths)
    {
        var text = string.Join('\n', Directory.EnumerateFiles(SpecsFolder(), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText));
        var counts = ByteLevel.Words().Matches(text).CountBy(match => match.Value).ToDictionary(pair => pair.Key, pair => (long)pair.Value, StringComparer.Ordinal);
        var encoder = new TextEncoder(BpeTrainer.Train(counts, 4096, [TextEncoder.EndOfText]));
        yield return Characters("encoding", "pretraining's encoder", text, () => encoder.Encode(text));
        foreach (var path in paths)
        {
            var tokenizer = Tokenizer.Load(path);
            var ids = tokenizer.Encode(text);
            yield return Characters("encoding", path, text, () => tokenizer.Encode(text));
            yield return Characters("decoding", path, text, () => tokenizer.Decode(ids));
        }
    }

    private static Benchmark Characters(string group, string variant, string text, Action run) => new(group, variant, text.Length, "characters", () =>
    {
        run();
        return Task.CompletedTask;
    });

    private static string SpecsFolder([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "specs"));
}
