using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using AdaptLab.Retrieval;
using AdaptLab.Retrieval.Places;

namespace AdaptLab.Benchmarks;

/// <summary>Search over as many passages as one machine should hold, in the store that `rag` uses: what a query takes, what share of the
/// memory's bandwidth that is, and whether it finds what a plain scan in float64 finds.</summary>
public static class LargeSearchBenchmarks
{
    private const int Passages = 100_000, Dimensions = 320, Top = 10;
    private const int WarmUps = 10, Queries = 100, Checked = 40;
    private const int Vocabulary = 50_000, Topics = 400;

    /// <summary>As large as no cache is.</summary>
    private const long LargeBytes = 1L << 30;

    private static readonly string Key = new('5', 64);

    public static async Task<int> RunAsync(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("adaptlab-search-").FullName;
        try
        {
            await RunAsync(folder, output);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunAsync(string folder, TextWriter output)
    {
        var texts = new ZipfTexts(Vocabulary, new Random(1));
        var vectors = new Clusters(Topics, Dimensions, new Random(2));
        SearchItem[] items = [.. Enumerable.Range(0, Passages).Select(i => new SearchItem($"{i}", texts.Passage(), vectors.Next(), null, $"document{i / 100}.md:{i % 100}"))];
        var place = new FolderPlace(folder, () => { });

        var start = Stopwatch.GetTimestamp();
        (await place.BuildAsync(Key, [.. items], TimeSpan.Zero, default)).Dispose();
        var built = Stopwatch.GetElapsedTime(start);
        start = Stopwatch.GetTimestamp();
        using var index = (await place.FindAsync(Key, default))!.Index;
        var opened = Stopwatch.GetElapsedTime(start);
        var bytes = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        await output.WriteLineAsync($"{Passages:N0} passages of {items.Average(item => item.Text.Length):F0} characters, vectors of {Dimensions}; made in {built.TotalSeconds:F1} s, {bytes / 1e6:F0} MB on disk, opened and checked in {opened.TotalMilliseconds:F0} ms");
        await output.WriteLineAsync();

        var questions = Enumerable.Range(0, WarmUps + Queries).Select(_ => (Text: texts.Question(), Vector: vectors.Next())).ToArray();
        await output.WriteLineAsync("| search | median ms | p95 ms |");
        await output.WriteLineAsync("| --- | --- | --- |");
        var median = 0.0;
        foreach (var mode in Enum.GetValues<SearchMode>())
        {
            var times = new List<double>();
            foreach (var (text, vector) in questions)
            {
                start = Stopwatch.GetTimestamp();
                await index.SearchAsync(text, vector, Top, mode);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            double[] counted = [.. times.Skip(WarmUps).Order()];
            if (mode == SearchMode.Vector)
                median = counted[Queries / 2];
            await output.WriteLineAsync($"| {mode.ToString().ToLowerInvariant()} | {counted[Queries / 2]:F2} | {counted[Queries * 95 / 100]:F2} |");
        }

        var scanned = (double)Passages * Dimensions * sizeof(float);
        var rate = scanned / median * 1000;
        await output.WriteLineAsync();
        await output.WriteLineAsync($"Vector search reads {scanned / 1e6:F0} MB a query: {rate / 1e9:F1} GB/s at the median. A plain sum reads, of the same size and of {LargeBytes >> 20} MiB:");
        await output.WriteLineAsync();
        await output.WriteLineAsync("| threads | same size, GB/s | share | larger than any cache, GB/s | share |");
        await output.WriteLineAsync("| --- | --- | --- | --- | --- |");
        foreach (var threads in new[] { 1, 2, Environment.ProcessorCount }.Where(threads => threads <= Environment.ProcessorCount).Distinct())
        {
            var (same, large) = (Bandwidth((long)scanned, threads), Bandwidth(LargeBytes, threads));
            await output.WriteLineAsync($"| {threads} | {same / 1e9:F1} | {rate / same:P0} | {large / 1e9:F1} | {rate / large:P0} |");
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync($"recall@{Top} against a scan in float64, {Checked} queries: {await RecallAsync(index, items, questions):F4}");
    }

    private static async Task<double> RecallAsync(SearchIndex index, SearchItem[] items, (string Text, float[] Vector)[] questions)
    {
        var found = 0;
        foreach (var (_, vector) in questions.Take(Checked))
        {
            var scores = new double[items.Length];
            Parallel.For(0, items.Length, i => scores[i] = Cosine(items[i].Vector.Span, vector));
            // Whatever is as near as the last one is as right: rounding may exchange two of them.
            var least = scores.OrderDescending().ElementAt(Top - 1) - 1e-6;
            found += (await index.SearchAsync("", vector, Top, SearchMode.Vector)).Count(hit => scores[int.Parse(hit.Item.Id)] >= least);
        }

        return (double)found / (Checked * Top);
    }

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double dot = 0, aa = 0, bb = 0;
        for (var i = 0; i < a.Length; i++)
            (dot, aa, bb) = (dot + ((double)a[i] * b[i]), aa + ((double)a[i] * a[i]), bb + ((double)b[i] * b[i]));
        return dot / Math.Sqrt(aa * bb);
    }

    /// <summary>Bytes that are read in a second by a sum and nothing else, at best of some rounds.</summary>
    private static unsafe double Bandwidth(long bytes, int threads)
    {
        var numbers = bytes / sizeof(float) / threads / 64 * 64;
        var memory = (float*)NativeMemory.AlignedAlloc((nuint)(numbers * threads * sizeof(float)), 64);
        try
        {
            // Written once, so that every page is there.
            for (var i = 0L; i < numbers * threads; i++)
                memory[i] = i & 7;
            var best = TimeSpan.MaxValue;
            for (var round = 0; round < 7; round++)
            {
                var start = Stopwatch.GetTimestamp();
                if (threads == 1)
                    Sum(memory, numbers);
                else
                    Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread => Sum(memory + (thread * numbers), numbers));
                var took = Stopwatch.GetElapsedTime(start);
                best = took < best ? took : best;
            }

            return numbers * threads * sizeof(float) / best.TotalSeconds;
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    private static unsafe float Sum(float* numbers, long count)
    {
        // Four sums, since one would wait for itself.
        var (a, b, c, d) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        var width = Vector<float>.Count;
        for (var i = 0L; i <= count - (4 * width); i += 4 * width)
        {
            a += Vector.Load(numbers + i);
            b += Vector.Load(numbers + i + width);
            c += Vector.Load(numbers + i + (2 * width));
            d += Vector.Load(numbers + i + (3 * width));
        }

        return Vector.Sum(a + b + c + d);
    }

    /// <summary>Texts of made-up words, of which a few are frequent and most are rare, as Zipf found it.</summary>
    private sealed class ZipfTexts
    {
        private readonly double[] _sums;
        private readonly Random _random;

        public ZipfTexts(int words, Random random)
        {
            _random = random;
            _sums = new double[words];
            var sum = 0.0;
            for (var i = 0; i < words; i++)
                _sums[i] = sum += 1.0 / (i + 2.7);
        }

        /// <summary>As long as a piece of 120 tokens.</summary>
        public string Passage() => Text(_random.Next(60, 110));

        public string Question() => Text(_random.Next(6, 14));

        private string Text(int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Word(Draw())));

        private int Draw()
        {
            var place = Array.BinarySearch(_sums, _random.NextDouble() * _sums[^1]);
            return place < 0 ? ~place : place;
        }

        private static string Word(int number)
        {
            // No two words have the same stem: each ends in a consonant that no ending has.
            var word = "";
            for (var rest = number + 20; rest > 0; rest /= 60)
                word += $"{"bcdfghklmnpr"[rest % 12]}{"aeiou"[rest / 12 % 5]}";
            return word + "k";
        }
    }

    /// <summary>Vectors around some hundred centres, as embeddings of a corpus lie.</summary>
    private sealed class Clusters(int centres, int dimensions, Random random)
    {
        private readonly float[][] _centres = [.. Enumerable.Range(0, centres).Select(_ => Noise(dimensions, random))];

        public float[] Next()
        {
            var centre = _centres[random.Next(_centres.Length)];
            return [.. Noise(dimensions, random).Zip(centre, (noise, mean) => mean + (0.7f * noise))];
        }

        private static float[] Noise(int dimensions, Random random) => [.. Enumerable.Range(0, dimensions).Select(_ => (float)Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * MathF.Cos(2 * MathF.PI * random.NextSingle()))];
    }
}
