using System.Globalization;
using AdaptLab.Results.Tests.Simulation;

namespace AdaptLab.Benchmarks;

/// <summary>Whether intervals hold the truth as often as they say, and how often something is claimed that is not so: the tables of
/// docs/statistics.md.</summary>
internal static class StatisticsBenchmarks
{
    public const int Worlds = 4000;

    /// <param name="word">Of the simulations to run; empty for all.</param>
    public static async Task<int> RunAsync(int worlds, string word, TextWriter output)
    {
        foreach (var kind in Simulations.All.Where(simulation => simulation.What.Contains(word, StringComparison.OrdinalIgnoreCase)).GroupBy(simulation => simulation.Promise))
        {
            await output.WriteLineAsync($"\n| {Heading(kind.Key)} | in worlds of | promised | in {worlds.ToString("N0", CultureInfo.InvariantCulture)} worlds |\n| --- | --- | ---: | ---: |");
            foreach (var simulation in kind)
            {
                await output.WriteLineAsync($"| {simulation.What} | {simulation.Setting} | {simulation.Promise} | {simulation.Share(worlds).ToString("P1", CultureInfo.InvariantCulture)} |");
                await output.FlushAsync();
            }
        }

        if (word.Length == 0 || "pairs".Contains(word, StringComparison.OrdinalIgnoreCase))
            await FamiliesAsync(worlds, output);
        return 0;
    }

    /// <summary>A line for so many pairs and seeds, a column for rows and groups.</summary>
    private static async Task FamiliesAsync(int worlds, TextWriter output)
    {
        string[] settings = [.. Simulations.Families.Select(family => family.Setting).Distinct()];
        await output.WriteLineAsync($"\n| pairs | seeds | {string.Join(" | ", settings)} |\n| ---: | ---: |{string.Concat(settings.Select(_ => " ---: |"))}");
        foreach (var line in Simulations.Families.GroupBy(family => (family.Pairs, family.Seeds)))
        {
            await output.WriteLineAsync($"| {line.Key.Pairs} | {line.Key.Seeds} | {string.Join(" | ", line.Select(family => family.Share(worlds).ToString("P1", CultureInfo.InvariantCulture)))} |");
            await output.FlushAsync();
        }
    }

    private static string Heading(string promise) => promise switch { "95 %" => "interval that holds the truth", "≤ 5 %" => "claim where nothing is to be claimed", _ => "difference found" };
}
