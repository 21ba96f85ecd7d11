using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using AdaptLab.Audit;
using AdaptLab.Audit.Similarity;
using AdaptLab.Audit.Tests.Planting;
using AdaptLab.Data;
using AdaptLab.Language;
using AdaptLab.Results;
using AdaptLab.Results.Markdown;

namespace AdaptLab.Benchmarks;

/// <summary>How well the audit finds what was planted, and how long it takes.</summary>
internal static class AuditBenchmarks
{
    private const int Planted = 200;
    private static readonly int[] Sizes = [4, 8, 16];

    /// <param name="only">Codes of checks; empty for all, and for the time.</param>
    public static async Task<int> RunAsync(string[] only, TextWriter output)
    {
        var pools = await Pool.SamplesAsync();
        var table = new MarkdownTable(
            ("check", false), ("examples a label", true), ("planted", true), ("precision", true), ("recall", true), ("false alarms on clean sets", true), ("beside it", false), ("precision", true), ("recall", true));
        foreach (var plant in Plants.All.Where(plant => only.Length == 0 || only.Contains(plant.Code)))
        {
            foreach (var size in Sizes)
            {
                var score = await Score.OfAsync(plant, pools, size, Planted);
                var baseline = plant.Baseline is null ? null : await Score.OfAsync(plant, pools, size, Planted, baseline: true);
                table.Add(
                    $"{plant.Code} {plant.Name}", $"{size}", $"{score.Planted}", Share(score.Precision), Share(score.Recall), $"{score.CleanFalse} in {score.CleanTrials}",
                    plant.BaselineName ?? "", Share(baseline?.Precision), Share(baseline?.Recall));
            }
        }

        await output.WriteLineAsync(table.ToString());
        if (only.Length == 0)
            await TimeAsync(output);
        return 0;
    }

    /// <summary>What is suspected of planted mislabels, task by task: how much can be known depends on the task.</summary>
    /// <param name="files">Tasks beside the samples, as JSON lines with "text" and "label".</param>
    public static async Task<int> MislabelsAsync(string[] files, TextWriter output)
    {
        var plant = Plants.All.Single(plant => plant.Code == "ADAPT3013");
        List<Pool> pools = [.. await Pool.SamplesAsync(), await Pool.EasyAsync()];
        foreach (var file in files)
            pools.Add(await Pool.OfLinesAsync(file));
        var table = new MarkdownTable(
            ("task", false), ("labels", true), ("examples a label", true), ("planted", true), ("precision", true), ("recall", true), ("false alarms on clean sets", true));
        foreach (var pool in pools)
        {
            foreach (var size in Sizes.Where(size => pool.Rows.CountBy(row => row.Label).Min(label => label.Value) >= size))
            {
                var score = await Score.OfAsync(plant, [pool], size, Planted);
                table.Add(pool.Name, $"{pool.Labels.Length}", $"{size}", $"{score.Planted}", Share(score.Precision), Share(score.Recall), $"{score.CleanFalse} in {score.CleanTrials}");
            }
        }

        await output.WriteLineAsync(table.ToString());
        return 0;
    }

    /// <summary>1,000 examples and 2,000 eval rows of generated sentences, audited as a whole, and again after edits of one row each.</summary>
    public static async Task<int> TimeAsync(TextWriter output)
    {
        const int wholes = 3, edits = 10;
        var text = Generated();
        // The first pays for the compiler.
        await OnceAsync(text, new FeatureCache());
        var whole = new List<(double, double)>();
        for (var i = 0; i < wholes; i++)
            whole.Add(await OnceAsync(text, new FeatureCache()));
        await ToldAsync("1,000 examples and 2,000 eval rows", whole);

        var cache = new FeatureCache();
        await OnceAsync(text, cache);
        var after = new List<(double, double)>();
        for (var i = 0; i < edits; i++)
        {
            text = i % 2 == 0
                ? text.Replace($"\"row {i} ", $"\"line {i} ", StringComparison.Ordinal)
                : text.Replace($"\"question {i} ", $"\"another {i} ", StringComparison.Ordinal);
            after.Add(await OnceAsync(text, cache));
        }

        await ToldAsync("again after an edit of one row", after);
        return 0;

        static async Task<(double Wall, double Processor)> OnceAsync(string spec, FeatureCache cache)
        {
            var compilation = Compilation.Parse(spec);
            var reading = await SpecData.ReadAsync(compilation, Path.GetFullPath("generated.adapt"), CancellationToken.None);
            var (start, worked) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            ExampleAudit.Run(compilation, reading, cache);
            return (Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - worked).TotalSeconds);
        }

        async Task ToldAsync(string what, List<(double Wall, double Processor)> times)
        {
            var (walls, work) = (times.Select(time => time.Wall).Order().ToArray(), times.Select(time => time.Processor).Order().ToArray());
            await output.WriteLineAsync(
                $"{what}, {times.Count} times: {Figures.Duration(walls[0])} at best, {Figures.Duration(walls[walls.Length / 2])} in the middle, {Figures.Duration(walls[^1])} at worst; of processors {Figures.Duration(work[work.Length / 2])}; {Figures.Bytes(Environment.WorkingSet)} in all");
        }
    }

    private static string Generated()
    {
        var random = new Random(1);
        string[] labels = [.. Enumerable.Range(0, 8).Select(i => $"label{i}")];
        var text = new StringBuilder($"task t: classify {{ labels: [{string.Join(", ", labels)}] }}\nstrategy prompt {{ shots: 8 }}\nexamples e {{\n");
        Rows(1000, "row");
        text.Append("}\neval {\n");
        Rows(2000, "question");
        return text.Append("}\n").ToString();

        // Words of a label of its own among those of all: rows of some twenty words, as common as Zipf has them.
        void Rows(int count, string kind)
        {
            for (var i = 0; i < count; i++)
            {
                var label = i % labels.Length;
                var words = Enumerable.Range(0, 18).Select(_ => random.Next(5) == 0 ? $"l{label}w{random.Next(40)}" : $"w{(int)Math.Pow(4000, random.NextDouble())}");
                text.AppendLine(CultureInfo.InvariantCulture, $"  \"{kind} {i} {string.Join(' ', words)}.\" => {labels[label]}");
            }
        }
    }

    private static string Share(double? share) => share is { } value ? Figures.Percent(value, 0) : Figures.None;
}
