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

    /// <summary>1,000 examples and 2,000 eval rows of generated sentences, audited as a whole, and again after an edit of one row.</summary>
    private static async Task TimeAsync(TextWriter output)
    {
        var cache = new FeatureCache();
        var text = Generated();
        await output.WriteLineAsync($"1,000 examples and 2,000 eval rows: {await OnceAsync(text)}");
        await output.WriteLineAsync($"again after an edit of one row:     {await OnceAsync(text.Replace("row 17 ", "line 17 ", StringComparison.Ordinal))}");

        async Task<string> OnceAsync(string spec)
        {
            var compilation = Compilation.Parse(spec);
            var reading = await SpecData.ReadAsync(compilation, Path.GetFullPath("generated.adapt"), CancellationToken.None);
            var (start, worked) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var result = ExampleAudit.Run(compilation, reading, cache);
            return $"{Figures.Duration(Stopwatch.GetElapsedTime(start).TotalSeconds)} ({Figures.Duration((Environment.CpuUsage.TotalTime - worked).TotalSeconds)} of processor, {result.Findings.Length} findings, {Figures.Bytes(Environment.WorkingSet)} in all)";
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
