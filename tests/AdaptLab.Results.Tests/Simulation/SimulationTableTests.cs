using System.Runtime.CompilerServices;

namespace AdaptLab.Results.Tests.Simulation;

/// <summary>The simulations of the benchmark in as many worlds as a test has time for, from a fixed seed.</summary>
public class SimulationTableTests
{
    /// <summary>In worlds of the cheapest kind.</summary>
    private const int Effort = 600, Most = 300, Fewest = 40;

    public static TheoryData<int> All => [.. Enumerable.Range(0, Simulations.All.Length)];

    [Theory]
    [MemberData(nameof(All))]
    public void A_promise_is_kept_within_what_so_few_worlds_can_tell(int index)
    {
        var simulation = Simulations.All[index];
        var worlds = Math.Clamp(Effort / simulation.Worth, Fewest, Most);
        var share = simulation.Share(worlds);

        // Four standard errors: what the many worlds of the benchmark have shown is not doubted by the luck of a few.
        double Room(double promised) => 4 * Math.Sqrt(promised * (1 - promised) / worlds);
        var (low, high) = simulation.Promise switch
        {
            "95 %" => (0.95 - Room(0.95), 1),
            "≤ 5 %" => (0, 0.05 + Room(0.05)),
            _ => (0.8 - Room(0.8), 0.8 + Room(0.8)),
        };
        Assert.True(share >= low && share <= high, $"{simulation.What}, {simulation.Setting}: {share:P1} of {worlds} worlds, where {low:P1} to {high:P1} were expected.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void Among_equal_candidates_hardly_any_two_are_told_apart(int seeds)
    {
        const int worlds = 40;
        var families = Simulations.Families.Where(family => family.Seeds == seeds).ToArray();

        var claims = families.Sum(family => family.Share(worlds) * worlds);

        // All settings together: 5 % and three standard errors.
        var all = worlds * families.Length;
        Assert.InRange(claims / all, 0, 0.05 + (3 * Math.Sqrt(0.05 * 0.95 / all)));
    }

    [Fact]
    public void The_page_of_figures_has_a_line_for_each_simulation()
    {
        var page = File.ReadAllText(Path.Combine(Folder(), "..", "..", "..", "docs", "statistics.md"));
        Assert.All(Simulations.All, simulation => Assert.Contains($"| {simulation.What} | {simulation.Setting} |", page, StringComparison.Ordinal));
        Assert.All(Simulations.Families, family => Assert.Contains($"| {family.Pairs} | {family.Seeds} |", page, StringComparison.Ordinal));
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
