using AdaptLab.Retrieval;

namespace AdaptLab.Benchmarks;

/// <summary>Search over ten thousand items with vectors of nano's width.</summary>
public sealed class SearchBenchmarks : IDisposable
{
    private const int Items = 10_000;
    private const int Dimensions = 320;
    private static readonly string[] Words = [.. Enumerable.Range(0, 4000).Select(Word)];
    private readonly SearchIndex _index;
    private readonly Random _random = new(2);

    private SearchBenchmarks(SearchIndex index) => _index = index;

    public static async Task<SearchBenchmarks> BuildAsync()
    {
        var random = new Random(1);
        var items = Enumerable.Range(0, Items).Select(i => new SearchItem($"{i}", Text(random, 30), Vector(random), null, "benchmark"));
        return new SearchBenchmarks(await SearchIndex.BuildAsync(items));
    }

    public IEnumerable<Benchmark> All()
    {
        var (text, vector) = (Text(_random, 8), Vector(_random));
        return Enum.GetValues<SearchMode>().Select(mode => new Benchmark(
            $"search, {Items} items,", $"{mode}", 1, "searches", async () => await _index.SearchAsync(text, vector, top: 10, mode)));
    }

    /// <summary>A few words are frequent and most are rare, as in running text.</summary>
    private static string Text(Random random, int words) =>
        string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[(int)(Words.Length * Math.Pow(random.NextDouble(), 3))]));

    private static float[] Vector(Random random) => [.. Enumerable.Range(0, Dimensions).Select(_ => (float)(random.NextDouble() - 0.5))];

    private static string Word(int number) => string.Concat("kstmr"[number % 5], "aeiou"[number / 5 % 5], "lnpdv"[number / 25 % 5], "aeiou"[number / 125 % 5], $"{number / 625}");

    public void Dispose() => _index.Dispose();
}
