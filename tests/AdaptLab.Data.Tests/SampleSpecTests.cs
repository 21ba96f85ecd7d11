using AdaptLab.Data;
using AdaptLab.Language;

namespace AdaptLab.Data.Tests;

public sealed class SampleSpecTests
{
    private static readonly string Folder = Path.Combine(FindRoot(), "specs");

    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(Folder, "*.adapt").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_sample_reads_without_errors_and_without_leaks(string name)
    {
        var reading = await ReadAsync(name);

        Assert.Empty(reading.Diagnostics);
        var data = reading.Data!;
        Assert.All(data.Examples.Values, rows => Assert.NotEmpty(rows));
        Assert.All(data.Documents.Values, documents => Assert.NotEmpty(documents));
        Assert.NotEmpty(data.Rows);
        Assert.Equal(data.Rows.Length, data.Rows.Select(row => row.Id).Distinct().Count());
        // Every label can be learned from every set, and is judged.
        Assert.All(Enumerable.Range(0, data.Labels.Length), label =>
        {
            Assert.All(data.Examples.Values, rows => Assert.Contains(rows, row => row.Label == label));
            Assert.Contains(data.Rows, row => row.Gold == label);
        });
    }

    [Fact]
    public async Task The_contract_clauses_are_all_there()
    {
        var data = (await ReadAsync("contract-clauses.adapt")).Data!;

        Assert.Equal((24, 260, 160, 8), (data.Examples["expert"].Length, data.Examples["contractors"].Length, data.Rows.Length, data.Labels.Length));
        Assert.Equal(6, data.Documents["playbook"].Length);
        Assert.Equal("contract-clauses/contractors.jsonl:260", data.Examples["contractors"][^1].Source);
    }

    [Fact]
    public async Task Messages_over_several_lines_keep_their_lines()
    {
        var data = (await ReadAsync("support-triage.adapt")).Data!;
        var file = await File.ReadAllLinesAsync(Path.Combine(Folder, "support-triage", "heldout.csv"));

        Assert.Contains(data.Rows, row => row.Text.Contains('\n'));
        Assert.All(data.Rows, row =>
        {
            var line = file[int.Parse(row.Source[(row.Source.IndexOf(':', StringComparison.Ordinal) + 1)..], System.Globalization.CultureInfo.InvariantCulture) - 1];
            var start = row.Text.Split('\n', '"')[0];
            Assert.StartsWith(start, line.TrimStart('"'), StringComparison.Ordinal);
        });
    }

    private static async Task<SpecDataReading> ReadAsync(string name)
    {
        var path = Path.Combine(Folder, name);
        var compilation = Compilation.Parse(await File.ReadAllTextAsync(path), "specs");
        Assert.DoesNotContain(compilation.Diagnostics, diagnostic => diagnostic.IsError);
        return await SpecData.ReadAsync(compilation, path, CancellationToken.None);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AdaptLab.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests run within the repository.");
    }
}
